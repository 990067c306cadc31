package io.sidecast.conformance.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.examples.ClassPath;
import java.io.File;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The jars of Netty that users of Sidecast and of all brokers receive. */
class NettyModulesTest {

  private static final Pattern JAR = Pattern.compile("(netty-[a-z_-]+)-[0-9].*");

  /**
   * {@code netty-all} has no classes; the codecs behind {@code netty-codec} are those of Lettuce.
   */
  @Test
  void onlyModulesThatRunAreOnTheClassPath() {
    var names =
        Stream.of(ClassPath.ofThisJvm().split(File.pathSeparator))
            .map(entry -> JAR.matcher(Path.of(entry).getFileName().toString()))
            .filter(Matcher::matches)
            .map(jar -> jar.group(1));
    assertThat(names)
        .containsExactlyInAnyOrder(
            "netty-all",
            "netty-buffer",
            "netty-codec",
            "netty-codec-base",
            "netty-codec-compression",
            "netty-codec-dns",
            "netty-codec-http",
            "netty-codec-marshalling",
            "netty-codec-protobuf",
            "netty-common",
            "netty-handler",
            "netty-resolver",
            "netty-resolver-dns",
            "netty-transport",
            "netty-transport-classes-epoll",
            "netty-transport-classes-io_uring",
            "netty-transport-classes-kqueue",
            "netty-transport-native-unix-common");
  }
}
