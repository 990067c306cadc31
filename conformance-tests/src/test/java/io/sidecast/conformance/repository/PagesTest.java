package io.sidecast.conformance.repository;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServerBuilder;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerListener;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks that the pages for users name each setting, and an existing test for each guarantee.
 * Confined to the test thread.
 */
class PagesTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Pattern SECTION =
      Pattern.compile("^## ([^\\n]+)\\n(.*?)(?=^## |\\z)", Pattern.MULTILINE | Pattern.DOTALL);

  private static final Pattern JAVA =
      Pattern.compile("^```java(?! before)[^\\n]*\\n(.*?)^```", SECTION.flags());

  private static final Pattern SETTINGS_ROW =
      Pattern.compile("^\\| (`[a-z_`, ]+`) \\|", Pattern.MULTILINE);

  /** The sections of a page by their headings. */
  private static Map<String, String> sections(String page) throws IOException {
    return SECTION
        .matcher(Files.readString(DOCS.resolve(page)))
        .results()
        .collect(toMap(found -> found.group(1), found -> found.group(2)));
  }

  @Test
  void everyGuaranteeNamesATest() throws IOException {
    assertThat(sections("reliability.md"))
        .hasSizeGreaterThan(10)
        .allSatisfy((heading, text) -> assertThat(ComplianceTableTest.testsIn(text)).isNotEmpty());
  }

  @TestFactory
  Stream<DynamicTest> everyTestOfAGuaranteeExists() throws IOException {
    return ComplianceTableTest.existing(Files.readString(DOCS.resolve("reliability.md")));
  }

  /** Java code of these pages is a part of programs, which the build compiles. */
  @TestFactory
  Stream<DynamicTest> javaOfPagesIsCompiled() throws IOException {
    String examples = "examples/src/main/java/io/sidecast/examples";
    String onSpring = "examples/spring-boot/src";
    return Stream.of(
            compiled("index.md", examples, "examples/first-steps/src"),
            compiled("java.md", examples),
            compiled(
                "spring-boot.md",
                "examples/first-spring-boot/src",
                "spring-boot/src/test/java/io/sidecast/spring/page"),
            compiled("testing.md", "junit/src/test", onSpring + "/test"),
            compiled("from-netty-socketio.md", onSpring + "/main"),
            compiled("from-nodejs.md", examples + "/migration"),
            compiled("writing-a-broker.md", "examples/hub-broker/src"))
        .flatMap(tests -> tests);
  }

  /** Returns a test for each Java block of a page: a file of the folders contains its code. */
  private static Stream<DynamicTest> compiled(String page, String... folders) throws IOException {
    List<String> compiled = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> files = Files.walk(Path.of("..", folder))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          compiled.add(code(Files.readString(file)));
        }
      }
    }
    String text = Files.readString(DOCS.resolve(page));
    List<String> blocks = JAVA.matcher(text).results().map(found -> found.group(1)).toList();
    assertThat(blocks).isNotEmpty();
    return blocks.stream()
        .map(
            block ->
                DynamicTest.dynamicTest(
                    page + ": " + block.lines().findFirst().orElse(""),
                    () -> assertThat(compiled).anyMatch(source -> source.contains(code(block)))));
  }

  /** Returns the code without comments and white space, so that a page has its own line breaks. */
  private static String code(String java) {
    return java.lines()
        .map(line -> line.replaceFirst("^ *(/\\*\\*|\\*).*| +//.*", ""))
        .collect(joining())
        .replaceAll("\\s", "");
  }

  @ParameterizedTest
  @CsvSource({"redis, redis", "nats, nats", "rabbitmq, amqp", "kafka, kafka"})
  void theTableOfABrokerHasItsSettings(String broker, String scheme) throws IOException {
    String rows = sections("brokers/" + broker + ".md").get("Settings");
    var documented = new TreeSet<String>();
    for (var row : SETTINGS_ROW.matcher(rows).results().toList()) {
      documented.addAll(List.of(row.group(1).replace("`", "").split(", ", -1)));
    }
    assertThat(documented).isEqualTo(settings(scheme)).hasSizeGreaterThan(5);
  }

  /** Returns the settings that a module names in the failure of an unknown one. */
  private static Set<String> settings(String scheme) {
    BrokerProvider provider =
        ServiceLoader.load(BrokerProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(each -> each.schemes().contains(scheme))
            .findFirst()
            .orElseThrow();
    var properties = Map.of("0123456789", "");
    var config =
        new BrokerConfig(provider.defaultUri(), "pages", Duration.ofSeconds(5), properties);
    var opened = provider.open(config, new NoMessages()).broker().toCompletableFuture();
    assertThat(opened).failsWithin(Duration.ofSeconds(20));
    String known = opened.handle((none, failure) -> failure.getMessage()).join();
    return new TreeSet<>(List.of(known.replaceAll(".*\\[|].*", "").split(", ", -1)));
  }

  @Test
  void everySettingOfTheBuilderHasARow() throws IOException {
    String table = sections("deployment.md").get("All settings");
    var settings = new TreeSet<String>();
    for (Method method : SocketIoServerBuilder.class.getMethods()) {
      if (method.getDeclaringClass() != Object.class && !method.getName().equals("build")) {
        settings.add(method.getName());
      }
    }
    assertThat(settings).hasSizeGreaterThan(40);
    List<String> missing =
        settings.stream().filter(name -> !table.contains("`" + name + "`")).toList();
    assertThat(missing).isEmpty();
  }

  /** {@code bin/test} compiles the sources of these pages with them. */
  @ParameterizedTest
  @CsvSource({"index.md, first-steps", "spring-boot.md, first-spring-boot"})
  void theCompletePomIsOnThePage(String page, String example) throws IOException {
    String pom = Files.readString(Path.of("../examples", example, "pom.xml"));
    assertThat(Files.readString(DOCS.resolve(page)))
        .contains("```xml [Maven: pom.xml]\n" + pom + "```\n");
  }

  /** A test with a real HAProxy runs the file. */
  @Test
  void theFileOfHaproxyIsOnThePage() throws IOException {
    String file = Files.readString(Path.of("../examples/haproxy/haproxy.cfg"));
    assertThat(sections("deployment.md").get("Load balancers"))
        .contains("```haproxy\n" + file + "```\n");
  }

  /** The listener of a broker that does not open. */
  private static final class NoMessages implements BrokerListener {

    @Override
    public void onMessage(Channel channel, byte[] envelope, Position position) {
      throw new AssertionError("a broker with an unknown setting is open");
    }

    @Override
    public void onState(BrokerState state, String reason) {
      throw new AssertionError("a broker with an unknown setting is " + state);
    }
  }
}
