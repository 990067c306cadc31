package io.sidecast.conformance.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The names of faults on the command line. */
class ChaosFaultTest {

  @Test
  void commandListsEveryFault() {
    Path root = Path.of("").toAbsolutePath().resolveSibling("bin");
    String list = AdminProgram.run(new ProcessBuilder(root.resolve("chaos").toString(), "--list"));
    assertThat(list.lines().map(line -> line.replaceFirst(" .*", "")))
        .containsExactlyElementsOf(ChaosFault.all().stream().map(ChaosFault::option).toList());
  }

  @Test
  void faultsAreChosenByName() {
    assertThat(ChaosFault.chosen("link-cut,broker-frozen-long"))
        .containsExactly(ChaosFault.BROKER_FROZEN_LONG, ChaosFault.LINK_CUT);
    for (String unknown : List.of("", "none", "link-cut,nothing")) {
      assertThatThrownBy(() -> ChaosFault.chosen(unknown))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("broker-killed");
    }
  }
}
