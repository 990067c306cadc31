package io.sidecast.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.conformance.HarnessNode;
import io.sidecast.conformance.RecordingListener;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The setting that names a client in the logs of its message broker. */
class ClientNameTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @ParameterizedTest
  @CsvSource({
    "redis://127.0.0.1, client_name",
    "nats://127.0.0.1,  client_name",
    "amqp://127.0.0.1,  connection_name",
    "kafka://127.0.0.1, client_id"
  })
  void aNameThatIsNoLineIsRefused(URI uri, String key) {
    BrokerProvider provider =
        ServiceLoader.load(BrokerProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(known -> known.schemes().contains(uri.getScheme()))
            .findFirst()
            .orElseThrow();
    for (String name : new String[] {"", "a\nb"}) {
      var config = new BrokerConfig(uri, "app", TIMEOUT, Map.of(key, name));
      BrokerException failure =
          HarnessNode.failure(provider.open(config, new RecordingListener()).broker(), TIMEOUT);
      assertThat(failure.kind()).isEqualTo(BrokerException.Kind.BAD_CONFIG);
      assertThat(failure)
          .hasMessage(
              "broker setting '%s' must be 1 to 255 characters without control characters", key);
    }
  }
}
