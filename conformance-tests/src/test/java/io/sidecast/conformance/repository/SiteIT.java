package io.sidecast.conformance.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.examples.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests of bin/docs, which builds the documentation site. Confined to the test thread. */
@Timeout(400)
class SiteIT {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern ANCHOR = Pattern.compile("href=\"(/[^\"#]*)?#([^\"]+)\"");

  @Test
  void everyPageIsBuiltAndEveryAnchorExists() throws Exception {
    var output = new LinkedBlockingQueue<String>();
    assertThat(build(ROOT, output)).as(() -> String.join("\n", output)).isZero();
    Path site = ROOT.resolve("docs/.vitepress/dist");
    List<String> broken = new ArrayList<>();
    int anchors = 0;
    for (Path page : files(site, ".html")) {
      for (var link : ANCHOR.matcher(Files.readString(page)).results().toList()) {
        anchors++;
        if (!leads(link.group(1) == null ? page : target(site, link.group(1)), link.group(2))) {
          broken.add(site.relativize(page) + ": " + link.group());
        }
      }
    }
    assertThat(anchors).isGreaterThan(300);
    assertThat(broken).isEmpty();
    assertThat(site.resolve("decisions/index.html")).exists();
    assertThat(Files.readString(site.resolve("index.html")))
        .contains("Gradle: build.gradle.kts</label>");
  }

  @Test
  void aDeadLinkEndsTheBuild(@TempDir Path root) throws Exception {
    copyPages(root);
    Path page = root.resolve("docs/values.md");
    Files.writeString(page, Files.readString(page) + "\n[a page](missing-page.md)\n");
    var output = new LinkedBlockingQueue<String>();
    assertThat(build(root, output)).isEqualTo(1);
    assertThat(output).anyMatch(line -> line.contains("missing-page"));
  }

  private static int build(Path root, LinkedBlockingQueue<String> output) throws Exception {
    var program = new ProcessBuilder(root.resolve("bin/docs").toString());
    try (var build = ChildProcess.start("bin/docs", program, output::add)) {
      return build.ended().get(300, TimeUnit.SECONDS);
    }
  }

  /** Copies the pages and bin, and links to everything else. */
  private static void copyPages(Path root) throws IOException {
    copy("bin", root);
    copy("docs", root);
    Path packages = Path.of("docs/node_modules");
    Files.createSymbolicLink(root.resolve(packages), ROOT.resolve(packages));
    try (Stream<Path> entries = Files.list(ROOT)) {
      for (Path entry : entries.toList()) {
        Path link = root.resolve(ROOT.relativize(entry));
        if (!Files.exists(link)) {
          Files.createSymbolicLink(link, entry);
        }
      }
    }
  }

  private static void copy(String folder, Path root) throws IOException {
    for (Path file : files(ROOT.resolve(folder), "")) {
      Path relative = ROOT.relativize(file);
      if (!relative.toString().matches(".*/(dist|cache|\\.temp)/.*")) {
        Path copy = root.resolve(relative);
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(ending))
          .filter(file -> !file.toString().contains("node_modules"))
          .toList();
    }
  }

  /** Returns the file of a clean URL. */
  private static Path target(Path site, String url) {
    String path = url.substring(1);
    return site.resolve(
        path.isEmpty() || path.endsWith("/") ? path + "index.html" : path + ".html");
  }

  private static boolean leads(Path page, String anchor) throws IOException {
    return Files.exists(page) && Files.readString(page).contains("id=\"" + anchor + "\"");
  }
}
