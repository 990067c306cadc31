package io.sidecast.conformance.chaos;

import io.sidecast.conformance.TestClient;
import io.sidecast.examples.brokers.KafkaProgram;
import io.sidecast.examples.brokers.LocalProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * The administration of a Kafka whose nodes log in with SCRAM. A session ends after a few seconds,
 * so a client without a valid login loses its connection then. Confined to the test thread.
 *
 * @param direct the address for clients without a login
 */
record KafkaControl(URI direct) implements BrokerControl {

  private static final String USER = "chaos";
  private static final int SESSION_MILLIS = 3_000;
  private static final int ITERATIONS = 4_096;

  /** Adds settings to those of a Kafka that does not run yet: SCRAM on both ways of the nodes. */
  static void requireLogin(LocalProgram kafka) {
    String module = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
    var lines =
        List.of(
            "listener.security.protocol.map=DIRECT:PLAINTEXT,LOGIN:SASL_PLAINTEXT,"
                + "PROXIED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
            "listener.name.login.sasl.enabled.mechanisms=SCRAM-SHA-256",
            "listener.name.proxied.sasl.enabled.mechanisms=SCRAM-SHA-256",
            "listener.name.login.scram-sha-256.sasl.jaas.config=" + module,
            "listener.name.proxied.scram-sha-256.sasl.jaas.config=" + module,
            "connections.max.reauth.ms=" + SESSION_MILLIS);
    try {
      Files.write(kafka.folder().resolve("server.properties"), lines, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot configure Kafka", e);
    }
  }

  /** Returns the address of a listener for nodes. */
  static URI withLogin(KafkaProgram.Listeners listeners) {
    String uri = "kafka://%s@127.0.0.1:%d?sasl=SCRAM-SHA-256";
    return URI.create(uri.formatted(LOGIN, listeners.login()));
  }

  @Override
  public void revokeLogin() {
    alter(new UserScramCredentialDeletion(USER, ScramMechanism.SCRAM_SHA_256));
  }

  @Override
  public void restoreLogin() {
    var info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, ITERATIONS);
    alter(new UserScramCredentialUpsertion(USER, info, "chaos"));
  }

  private void alter(UserScramCredentialAlteration change) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", direct.getAuthority(), "metric.reporters", "");
    try (var admin = Admin.create(settings)) {
      admin
          .alterUserScramCredentials(List.of(change))
          .all()
          .get(TestClient.MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Kafka did not change its user", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
