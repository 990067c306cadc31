package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.socket.Namespace;
import io.sidecast.socket.ParentNamespace;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParentNamespaceTest {

  private final SocketIoServer server =
      SocketIoServer.builder()
          .port(0)
          .host("127.0.0.1")
          .broker("none")
          .cleanupEmptyChildNamespaces(true)
          .build();
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void namespaceIsCreatedAtTheFirstConnectThatMatches() {
    ParentNamespace family = server.of(Pattern.compile("/tenant-\\d+"));
    family.onConnection(socket -> seen.add(socket.namespace().name()));
    server.start();
    try (var one = new WireClient(server);
        var two = new WireClient(server)) {
      one.connect("/tenant-1");
      two.connect("/tenant-2");
      assertThat(family.namespaces())
          .extracting(Namespace::name)
          .containsExactlyInAnyOrder("/tenant-1", "/tenant-2");
      server.of("/tenant-1").emit("hello", 1);
      assertThat(one.text()).isEqualTo("2/tenant-1,[\"hello\",1]");
      family.emit("all", 2);
      assertThat(one.text()).isEqualTo("2/tenant-1,[\"all\",2]");
      assertThat(two.text()).isEqualTo("2/tenant-2,[\"all\",2]");
      one.send("0/tenant-x,");
      assertThat(one.text()).isEqualTo("4/tenant-x,{\"message\":\"Invalid namespace\"}");
    }
  }

  @Test
  void theFilterSeesTheAuthAndMayFail() {
    server.of(
        (name, auth) -> {
          if (name.equals("/broken")) {
            throw new IllegalStateException("broken filter");
          }
          if (name.equals("/unlinked")) {
            throw new LinkageError("broken class");
          }
          return auth.get("key").string().orElse("").equals("secret");
        });
    server.start();
    try (var client = new WireClient(server)) {
      client.send("0/any,{\"key\":\"wrong\"}");
      assertThat(client.text()).isEqualTo("4/any,{\"message\":\"Invalid namespace\"}");
      client.send("0/broken,{\"key\":\"secret\"}");
      assertThat(client.text()).isEqualTo("4/broken,{\"message\":\"Invalid namespace\"}");
      client.send("0/unlinked,{\"key\":\"secret\"}");
      assertThat(client.text()).isEqualTo("4/unlinked,{\"message\":\"Invalid namespace\"}");
      client.send("0/any,{\"key\":\"secret\"}");
      assertThat(client.text()).startsWith("0/any,{\"sid\":");
    }
  }

  @Test
  void nothingIsHandledWhileTheFilterDecides() {
    var decision = new CompletableFuture<Boolean>();
    server.of((name, auth) -> decision.get(20, TimeUnit.SECONDS));
    server.start();
    try (var hasty = new WireClient(server)) {
      hasty.send("0/slow,");
      hasty.sendLate("2/slow,[\"event\"]");
      hasty.awaitClose();
      decision.complete(true);
    }
  }

  @Test
  void middlewaresReachNamespacesThatExistAlready() {
    ParentNamespace family = server.of(Pattern.compile("/t.*"));
    server.start();
    try (var client = new WireClient(server)) {
      client.connect("/t1");
      family.use(
          socket -> {
            throw new ConnectRefusedException("closed for today");
          });
      try (var late = new WireClient(server)) {
        late.send("0/t1,");
        assertThat(late.text()).contains("closed for today");
      }
    }
  }

  @Test
  void anEmptyNamespaceIsForgottenAndComesBack() throws Exception {
    ParentNamespace family = server.of(Pattern.compile("/t.*"));
    family.onConnection(socket -> socket.onDisconnect(reason -> seen.add("left")));
    server.start();
    try (var client = new WireClient(server)) {
      client.connect("/t1");
      Namespace first = family.namespaces().get(0);
      client.send("1/t1,");
      assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("left");
      assertThat(family.namespaces()).isEmpty();
      client.connect("/t1");
      assertThat(family.namespaces()).hasSize(1).doesNotContain(first);
    }
  }
}
