package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.socket.ParentNamespace;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Child namespaces that are created and removed without a trace. Confined to the test thread. */
@Timeout(120)
@Tag("slow")
class EmptyNamespacesTest {

  private static final int MANY = 2_000;

  private final SocketIoServer server =
      SocketIoServer.builder()
          .port(0)
          .host("127.0.0.1")
          .broker("none")
          .cleanupEmptyChildNamespaces(true)
          .build();
  private final ParentNamespace family = server.of(Pattern.compile("/dynamic-\\d+"));

  @AfterEach
  void close() {
    server.close();
  }

  private void nothingStays() {
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              assertThat(family.namespaces()).isEmpty();
              assertThat(server.load().namespaces()).as("only /").isEqualTo(1);
              assertThat(server.load().sockets()).isZero();
              assertThat(server.load().rooms()).isZero();
            });
  }

  @Test
  void nothingStaysOfNamespacesThatClientsHaveLeft() {
    family.onConnection(socket -> socket.join("room"));
    server.start();
    try (var client = new WireClient(server)) {
      for (int i = 0; i < MANY; i++) {
        client.connect("/dynamic-" + i);
        client.send("1/dynamic-" + i + ",");
      }
      client.connect("");
      client.send("1");
      nothingStays();
    }
  }

  @Test
  void nothingStaysOfNamespacesWhoseClientIsGone() {
    server.start();
    try (var client = new WireClient(server)) {
      for (int i = 0; i < 100; i++) {
        client.connect("/dynamic-" + i);
      }
      assertThat(server.load().namespaces()).isEqualTo(101);
    }
    nothingStays();
  }

  @Test
  void nothingStaysOfNamespacesThatRefuseTheirClients() {
    family.use(
        socket -> {
          throw new ConnectRefusedException("no");
        });
    server.start();
    try (var client = new WireClient(server)) {
      for (int i = 0; i < 100; i++) {
        client.send("0/dynamic-" + i + ",");
        assertThat(client.text()).startsWith("4/dynamic-" + i);
      }
      nothingStays();
    }
  }

  @Test
  void aNamespaceThatComesBackWorksAsBefore() {
    server.start();
    try (var one = new WireClient(server);
        var two = new WireClient(server)) {
      for (int i = 0; i < 100; i++) {
        one.connect("/dynamic-1");
        String sid = two.connect("/dynamic-1");
        server.of("/dynamic-1").to(sid).emit("you");
        assertThat(two.text()).isEqualTo("2/dynamic-1,[\"you\"]");
        one.send("1/dynamic-1,");
        two.send("1/dynamic-1,");
      }
    }
    nothingStays();
  }
}
