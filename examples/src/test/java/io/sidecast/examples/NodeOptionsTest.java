package io.sidecast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sidecast.LifecycleState;
import io.sidecast.SocketIoServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Tests of the values of the options of bin/node. Confined to the test thread. */
class NodeOptionsTest {

  private static SocketIoServer server(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    if (all.stream().noneMatch(argument -> argument.startsWith("--broker"))) {
      all.add("--broker=none");
    }
    if (all.stream().noneMatch(argument -> argument.startsWith("--port"))) {
      all.add("--port=0");
    }
    return CommandLine.populateCommand(new NodeOptions(), all.toArray(String[]::new)).server();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port=65536 | --port must be 0 to 65535, not 65536",
        "--ping-interval=0 | --ping-interval must be 1 to 31536000000 ms (365 days), not 0",
        "--ping-timeout=-5 | --ping-timeout must be 1 to 31536000000 ms (365 days), not -5",
        "--connect-timeout=0 | --connect-timeout must be 1 to 31536000000 ms (365 days), not 0",
        "--node-timeout=99 | --node-timeout must be 100 to 31536000000 ms (365 days), not 99",
        "--drain=-1 | --drain must be 0 to 31536000000 ms (365 days), not -1",
        "--drain=31536000001 | --drain must be 0 to 31536000000 ms (365 days), not 31536000001",
        "--max-payload=0 | --max-payload must be 1 or more bytes, not 0",
        "--outage-buffer=-1 | --outage-buffer must be 0 or more bytes, not -1",
        "--broadcast-above=0 | --broadcast-above must be 1 or more buckets, not 0",
        "--max-connections=0 | --max-connections must be 1 or more, not 0",
        "--max-connections-per-address=0 | --max-connections-per-address must be 1 or more, not 0",
        "--max-events-per-second=-2 | --max-events-per-second must be 1 or more, not -2",
        "--host=a b | --host: host must be a host name or an IP address",
        "--broker=redis:// | --broker: ",
        "--broker=foo://x | --broker: ",
        "--prefix=a b | --prefix: brokerPrefix must be 1 to 32 characters",
        "--admin=ada | --admin must be a user and a password with a colon between them",
        "--admin=:tea | --admin must be a user and a password",
        "--admin=ada: | --admin must be a user and a password",
        "--cors=https://a,https://a | --cors: the origin 'https://a' is given twice",
        "--trusted-proxies=10.0.0.0/8,proxy | --trusted-proxies: trustedProxies takes networks like",
        "--trusted-proxies=10.0.0.0/8,proxy | not 'proxy'",
      })
  void aWrongValueNamesTheOption(String argument, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> server(argument))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "https://page.example/ | 'https://page.example/'",
        "page.example | 'page.example'",
        "https://a, | ''",
        "\"\" | ''",
        "https://page.example/, https://b.example,* | '*' allows every origin",
        "*,* | '*' allows every origin",
      })
  void aTextThatIsNoOriginIsRefused(String list, String wrong) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> server("--cors=" + list))
        .withMessageStartingWith("--cors: ")
        .withMessageContaining(wrong);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--cors=*",
        "--cors= https://a , http://[::1]:3000,null",
        "--trusted-proxies=10.0.0.0/8, fd00::/8 ,127.0.0.1",
        "--drain=0",
        "--admin=ada:tea:for:two",
        "--outage-buffer=0",
        "--max-connections=1",
        "--node-timeout=100",
      })
  void aValueInRangeIsAccepted(String argument) {
    try (var server = server(argument)) {
      assertThat(server.state()).isEqualTo(LifecycleState.NEW);
    }
  }
}
