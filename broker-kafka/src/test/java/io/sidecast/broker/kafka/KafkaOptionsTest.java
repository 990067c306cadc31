package io.sidecast.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.broker.BrokerAddress;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.Channel;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaOptionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kafka://one                              | one:9092",
        "kafka://127.0.0.1:9093/                  | 127.0.0.1:9093",
        "kafka://one:1,two,three:3?acks=1         | one:1,two:9092,three:3",
        "kafkas://user:secret@one:1,two           | one:1,two:9092",
        "kafka://[::1]:9093                       | [::1]:9093",
      })
  void uriNamesSeveralHosts(URI uri, String address) {
    assertThat(options(uri.toString()).address()).isEqualTo(address);
  }

  @Test
  void loginAndTlsComeFromTheUri() {
    var server = KafkaServer.of(URI.create("kafkas://us%3Aer:p%40ss+%22%2F@one"));
    assertThat(server.tls()).isTrue();
    assertThat(server.address().login())
        .contains(new BrokerAddress.Login("us:er", Optional.of("p@ss+\"/")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka:///",
        "kafka://user:secret@",
        "kafka://user:secret@one,",
        "kafka://user:secret@one:port",
        "kafka://secret@one",
        "kafka://user:secret@one/topic",
        "kafka://user:secret@one?ack=all",
        "kafka://user:secret@one?acks=0",
        "kafka://user:secret@one?sasl=GSSAPI",
        "kafkas://user:secret@one?tls_verify=none",
        "kafka://user:secret@one?linger=3s",
        "kafka://user:secret@one?retention=0s",
        "kafka://user:secret@one?client_id=",
        "kafka://user:secret@one?client_id=a%0Ab",
      })
  void badSettingsAreRefusedWithoutASecret(String uri) {
    assertThatThrownBy(() -> options(uri))
        .isInstanceOfSatisfying(
            BrokerException.class,
            bad -> assertThat(bad.kind()).isEqualTo(BrokerException.Kind.BAD_CONFIG))
        .hasMessageNotContaining("secret");
  }

  @Test
  void bucketsAreSpreadEvenly() {
    var rooms = new KafkaTopics.Topic("app.room", "epoch", 32);
    var topics = new KafkaTopics("app.", Map.of("app.room", rooms));
    assertThat(IntStream.range(0, 64).mapToObj(i -> partition(topics, "" + i)))
        .containsExactlyElementsOf(IntStream.range(0, 64).mapToObj(i -> i % 32).toList());
    assertThat(partition(topics, "a name of letters".replace(' ', '-'))).isBetween(0, 31);
  }

  private static int partition(KafkaTopics topics, String name) {
    return topics.partitionOf(new Channel(Channel.Kind.ROOM, name).word('.')).partition();
  }

  private static KafkaOptions options(String uri) {
    return KafkaOptions.of(
        new BrokerConfig(URI.create(uri), "app", Duration.ofSeconds(3), Map.of()));
  }
}
