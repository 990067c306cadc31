package io.sidecast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTest {

  /** Ports that were returned and are not in use yet are not free. */
  @Test
  void portsOfOneProcessAreDifferent() {
    assertThat(IntStream.range(0, 1_000).map(each -> Ports.free()).boxed().toList())
        .doesNotHaveDuplicates();
  }
}
