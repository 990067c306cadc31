package io.sidecast.conformance.nats;

import static io.sidecast.conformance.OfKind.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerException.Kind;
import io.sidecast.broker.BrokerProvider;
import io.sidecast.broker.BrokerState;
import io.sidecast.broker.Channel;
import io.sidecast.broker.nats.NatsBrokerProvider;
import io.sidecast.conformance.BrokerHarness;
import io.sidecast.conformance.HarnessNode;
import io.sidecast.conformance.RecordingListener;
import io.sidecast.conformance.security.SecretWatch;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of authentication, permissions, limits and TLS with real NATS servers. Confined to the test
 * thread.
 */
@Tag("slow")
class NatsSecurityTest {

  private static final BrokerProvider PROVIDER = new NatsBrokerProvider();
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration AT_ONCE = Duration.ofSeconds(5);
  private static final Duration MAX_WAIT = Duration.ofSeconds(20);
  private static final Channel ROOM = BrokerHarness.room("private");
  private static final Channel NODE = new Channel(Channel.Kind.NODE, "one");

  @TempDir Path folder;
  private NatsFixture nats = new NatsFixture();

  @AfterEach
  void stop() {
    nats.stop();
  }

  @Test
  void userAndPassword() {
    start("authorization { user: sidecast, password: \"p\\\"a\\\\s:w@rd ü\" }");
    talks("nats://sidecast:p%22a%5Cs%3Aw%40rd%20%C3%BC@");
    refusesLogin("nats://sidecast:" + SecretWatch.SPECIAL + "@");
    refusesLogin("nats://" + SecretWatch.SPECIAL + ":pw@");
    refusesLogin("nats://" + SecretWatch.SPECIAL + "@");
    refusesLogin("nats://");
  }

  @Test
  void token() {
    start("authorization { token: \"t\\\"o\\\\k en ü\" }");
    talks("nats://t%22o%5Ck%20en%20%C3%BC@");
    refusesLogin("nats://" + SecretWatch.SPECIAL + "@");
    refusesLogin("nats://");
  }

  /** The documented minimal permissions suffice. Missing permissions are reported. */
  @Test
  void leastRights() {
    start(
        """
        authorization { users: [
          { user: sidecast, password: all, permissions: { publish: "app.>", subscribe: "app.>" } }
          { user: mute, password: all, permissions: { publish: "none", subscribe: "app.>" } }
          { user: deaf, password: all, permissions: { publish: "app.>", subscribe: "none" } }
        ] }
        """);
    talks("nats://sidecast:all@");
    HarnessNode mute = opened("nats://mute:all@");
    mute.subscribe(ROOM);
    HarnessNode deaf = opened("nats://deaf:all@");
    deaf.publish(ROOM, "received");
    mute.awaitFence(ROOM, "received");
    for (var stage : List.of(mute.publishAsync(ROOM, "lost"), deaf.subscribeAsync(ROOM))) {
      assertThat(HarnessNode.failure(stage, MAX_WAIT))
          .hasMessageContaining("allow publish and subscribe on app.>")
          .extracting(BrokerException::kind)
          .isEqualTo(Kind.REFUSED);
    }
    deaf.publish(ROOM, "again");
    mute.awaitFence(ROOM, "again");
    mute.done(mute.closeAsync());
    deaf.done(deaf.closeAsync());
  }

  /** The refusal of a publish arrives before the marker that confirms the publishes around it. */
  @Test
  void refusalsPrecedeConfirmations() {
    start(
        """
        authorization { users: [ { user: half, password: all, permissions: {
          publish: { allow: "app.>", deny: "app.room.>" }, subscribe: "app.>" } } ] }
        """);
    HarnessNode half = opened("nats://half:all@");
    half.subscribe(NODE);
    for (int round = 0; round < 200; round++) {
      var refused = new ArrayList<CompletionStage<?>>();
      var confirmed = new ArrayList<CompletionStage<?>>();
      for (int i = 0; i < 5; i++) {
        refused.add(half.publishAsync(ROOM, "refused"));
        confirmed.add(half.publishAsync(NODE, "confirmed"));
      }
      confirmed.forEach(half::done);
      assertThat(refused)
          .allSatisfy(
              stage -> assertThat(HarnessNode.failure(stage, MAX_WAIT)).is(ofKind(Kind.REFUSED)));
    }
    assertThat(markers()).isGreaterThanOrEqualTo(200);
    half.done(half.closeAsync());
    assertThat(half.received().states()).containsExactly(BrokerState.UP, BrokerState.CLOSED);
  }

  /** A login that may not send markers, or not receive them, gets its confirmations by PONG. */
  @ParameterizedTest
  @ValueSource(strings = {"publish", "subscribe"})
  void confirmationsWithoutMarkers(String denied) {
    String rights = "%s: { allow: \"app.>\", deny: \"app.confirmed.>\" }".formatted(denied);
    start(
        "authorization { users: [ { user: few, password: all, permissions: { %s } } ] }"
            .formatted(rights));
    HarnessNode few = opened("nats://few:all@");
    few.subscribe(NODE);
    few.publish(NODE, "hello");
    few.awaitFence(NODE, "hello");
    assertThat(markers()).isZero();
    few.done(few.closeAsync());
    assertThat(few.received().states()).containsExactly(BrokerState.UP, BrokerState.CLOSED);
  }

  private long markers() {
    return new NatsSpy(nats.monitoring()).markers(NODE.name());
  }

  /** A subscription beyond the limit of the server fails. The others and the connection stay. */
  @Test
  void tooManySubscriptions() {
    start("max_subscriptions: 3"); // one of them is that of the markers
    HarnessNode node = opened("nats://");
    node.subscribe(ROOM, BrokerHarness.room("second"));
    BrokerException failure =
        HarnessNode.failure(node.subscribeAsync(BrokerHarness.room("third")), MAX_WAIT);
    assertThat(failure).is(ofKind(Kind.REFUSED));
    assertThat(failure).hasMessageContaining("max_subscriptions");
    node.unsubscribe(BrokerHarness.room("second"));
    node.subscribe(BrokerHarness.room("third"));
    talk(node);
    assertThat(node.received().states()).containsExactly(BrokerState.UP, BrokerState.CLOSED);
  }

  /** The certificate of the server names localhost, and no other host. */
  @ParameterizedTest
  @CsvSource({
    "tls://localhost,full,true,true",
    "tls://127.0.0.1,full,true,false",
    "tls://127.0.0.1,ca,true,true",
    "tls://localhost,ca,false,false",
    "tls://localhost,full,false,false",
    "tls://127.0.0.1,none,false,true",
    "nats://localhost,full,true,false"
  })
  void tls(String server, String verify, boolean trusted, boolean connects) {
    try (var certificate = TestCertificate.of("localhost", folder)) {
      start(
          "tls { cert_file: \"%s\", key_file: \"%s\" }"
              .formatted(certificate.pem(), certificate.keyPem()));
      if (trusted) {
        certificate.trust();
      }
      String uri = server + ":" + nats.uri().getPort() + "?tls_verify=" + verify;
      if (connects) {
        talk(opened(URI.create(uri)));
      } else {
        assertThat(HarnessNode.failure(open(URI.create(uri)), MAX_WAIT))
            .hasMessageContaining("TLS")
            .hasMessageContaining("tls_verify")
            .extracting(BrokerException::kind)
            .isEqualTo(Kind.UNAVAILABLE);
      }
    }
  }

  /** The error for a mistyped URI contains no part of the URI, which may be a password. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nats:secret",
        "nats:///secret",
        "nats://host/secret",
        "nats://user:pass@secret@:4222",
        "nats://host:secret",
        "nats://host,,secret",
        "tls://secret@host?tls_verify=maybe"
      })
  void badUriIsRefusedWithoutBeingShown(String uri) {
    BrokerException failure = HarnessNode.failure(open(URI.create(uri)), MAX_WAIT);
    assertThat(failure).is(ofKind(Kind.BAD_CONFIG));
    assertThat(failure).hasMessageNotContaining("secret");
  }

  private void start(String configuration) {
    nats = new NatsFixture("NATS_GUARDED", folder, configuration);
    nats.start(0);
  }

  private void talks(String login) {
    talk(opened(login));
  }

  private void refusesLogin(String login) {
    try (var watch = new SecretWatch()) {
      BrokerException failure = HarnessNode.failure(open(server(login)), AT_ONCE);
      assertThat(failure).is(ofKind(Kind.REFUSED));
      assertThat(failure)
          .hasMessageContaining("user:password@host")
          .hasStackTraceContaining("AuthenticationException");
      watch.add(failure);
      watch.assertNoSecret();
    }
  }

  private static void talk(HarnessNode node) {
    node.subscribe(ROOM);
    node.publish(ROOM, "hello");
    node.awaitFence(ROOM, "hello");
    node.done(node.closeAsync());
  }

  private URI server(String login) {
    return URI.create(login + nats.uri().getHost() + ":" + nats.uri().getPort());
  }

  private HarnessNode opened(String login) {
    return opened(server(login));
  }

  private HarnessNode opened(URI uri) {
    var listener = new RecordingListener();
    Broker broker = HarnessNode.done(PROVIDER.open(config(uri), listener).broker(), MAX_WAIT);
    return new HarnessNode(broker, listener, MAX_WAIT);
  }

  private CompletionStage<Broker> open(URI uri) {
    return PROVIDER.open(config(uri), new RecordingListener()).broker();
  }

  private static BrokerConfig config(URI uri) {
    return new BrokerConfig(uri, "app", TIMEOUT, Map.of());
  }
}
