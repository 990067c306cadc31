package io.sidecast.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

  private final TrustedProxies proxies =
      TrustedProxies.of("10.0.0.0/8", "192.168.1.7", "fd00::/8", "::1");

  private String client(String peer, String... fields) {
    var headers = new DefaultHttpHeaders();
    headers.add("X-Forwarded-For", List.of(fields));
    return proxies.client(new InetSocketAddress(peer, 4711), headers).getHostString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "198.51.100.7 | 203.0.113.9 | 198.51.100.7",
        "10.1.1.1 | 203.0.113.9 | 203.0.113.9",
        "10.1.1.1 | 1.1.1.1, 203.0.113.9 | 203.0.113.9",
        "10.1.1.1 | 203.0.113.9:5555 | 203.0.113.9",
        "10.1.1.1 | 203.0.113.9:5555, 10.2.2.2:80 | 203.0.113.9",
        "10.1.1.1 | [2001:db8::1]:80 | 2001:db8:0:0:0:0:0:1",
        "10.1.1.1 | [2001:db8::1] | 2001:db8:0:0:0:0:0:1",
        "10.1.1.1 | 2001:db8::1 | 2001:db8:0:0:0:0:0:1",
        "10.1.1.1 | 1.1.1.1,203.0.113.9 , 10.9.9.9,192.168.1.7 | 203.0.113.9",
        "10.1.1.1 | 10.2.2.2, 10.3.3.3 | 10.2.2.2",
        "10.1.1.1 | 203.0.113.9, garbage | 10.1.1.1",
        "10.1.1.1 | '' | 10.1.1.1",
        "192.168.1.8 | 203.0.113.9 | 192.168.1.8",
        "fd12::1 | 203.0.113.9 | 203.0.113.9"
      })
  void clientIsTheLastAddressThatIsNoProxy(String peer, String field, String expected) {
    assertThat(client(peer, field)).isEqualTo(expected);
  }

  @Test
  void linesOfTheFieldAreOneList() {
    assertThat(client("10.1.1.1", "1.1.1.1", "203.0.113.9", "10.2.2.2")).isEqualTo("203.0.113.9");
    assertThat(client("10.1.1.1")).isEqualTo("10.1.1.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "proxy.example", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/", "::/129"})
  void otherTextIsRefused(String network) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrustedProxies.of(network))
        .withMessageContaining("'" + network + "'");
  }
}
