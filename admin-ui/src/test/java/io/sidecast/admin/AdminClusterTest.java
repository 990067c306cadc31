package io.sidecast.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sidecast.SocketIoServer;
import io.sidecast.junit.Received;
import io.sidecast.junit.SidecastExtension;
import io.sidecast.junit.TestClient;
import io.sidecast.junit.TestClients;
import io.sidecast.socket.Socket;
import io.sidecast.socket.TypeRef;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An admin at one server and users at both, as the page sees them. */
class AdminClusterTest {

  private static final TypeRef<List<Shown>> SOCKETS = new TypeRef<>() {};

  @RegisterExtension
  final SidecastExtension sidecast =
      SidecastExtension.cluster(2, AdminClusterTest::install)
          .settings(
              builder -> {
                Logins.builder().maxEventsPerSecond(100).instrument(builder);
                return builder;
              });

  /** A socket in the form of the page. */
  private record Shown(
      String id,
      String clientId,
      String transport,
      String nsp,
      Map<String, Object> data,
      Map<String, Object> handshake,
      List<String> rooms) {}

  private static void install(SocketIoServer server) {
    server.answer(
        "join", String.class, (socket, room) -> socket.join(room).thenApply(done -> room));
    server.answer(
        "leave", String.class, (socket, room) -> socket.leave(room).thenApply(done -> room));
    server.answer("name", String.class, (socket, name) -> socket.data().put("name", name));
    server.answer("flood", Integer.class, AdminClusterTest::flood);
    server.of("/chat");
  }

  private static int flood(Socket socket, int count) {
    for (int i = 0; i < count; i++) {
      socket.emit("flood", i);
    }
    return count;
  }

  private static Received await(TestClient admin, String event, Predicate<Received> wanted) {
    Received received = admin.expect(event);
    while (!wanted.test(received)) {
      received = admin.expect(event);
    }
    return received;
  }

  private static Predicate<Received> at(int index, String value) {
    return received -> value.equals(received.get(index, String.class));
  }

  private static List<Shown> snapshot(TestClient admin) {
    return admin.expect("all_sockets", SOCKETS);
  }

  @Test
  void theSnapshotHasTheSocketsOfBothServers(TestClients clients) {
    TestClient near = clients.server(0).connect();
    TestClient far = clients.server(1).header("cookie", "secret=1").connect();
    far.emitWithAck("join", "tea");
    far.emitWithAck("name", "Bob");

    List<Shown> sockets = snapshot(Logins.admin(clients.server(0)).connect());

    assertThat(sockets)
        .extracting(Shown::id, Shown::nsp)
        .contains(tuple(near.id(), "/"), tuple(far.id(), "/"));
    assertThat(sockets).extracting(Shown::nsp).contains("/admin");
    Shown shown = sockets.stream().filter(one -> one.id().equals(far.id())).findFirst().get();
    assertThat(shown.rooms()).containsExactlyInAnyOrder(far.id(), "tea");
    assertThat(shown.data()).isEqualTo(Map.of("name", "Bob"));
    assertThat(shown.transport()).isEqualTo("websocket");
    assertThat(shown.clientId()).hasSize(12);
    assertThat(shown.handshake()).containsEntry("address", "127.0.0.1").containsKey("headers");
    assertThat(shown.handshake().toString()).contains("cookie=(hidden)").doesNotContain("secret=1");
  }

  @Test
  void eachChangeOfTheOtherServerIsAnnouncedOnce(TestClients clients) {
    TestClient admin = Logins.admin(clients.server(0)).connect();
    snapshot(admin);

    TestClient user = clients.server(1).connect();
    Shown shown = await(admin, "socket_connected", isSocket(user)).get(0, Shown.class);
    assertThat(shown.rooms()).containsExactly(user.id());
    user.emitWithAck("join", "tea");
    assertThat(await(admin, "room_joined", at(2, user.id())).get(1, String.class)).isEqualTo("tea");
    user.emitWithAck("name", "Bob");
    assertThat(await(admin, "socket_updated", isSocket(user)).toString()).contains("Bob");
    user.emitWithAck("leave", "tea");
    assertThat(admin.expect("room_left").get(1, String.class)).isEqualTo("tea");
    user.close();
    assertThat(await(admin, "socket_disconnected", at(1, user.id())).get(0, String.class))
        .isEqualTo("/");
    admin.expectNothing("room_joined", "room_left");
  }

  private static Predicate<Received> isSocket(TestClient client) {
    return received -> client.id().equals(received.as(Map.class).get("id"));
  }

  @Test
  void theEventsOfBothDirectionsAreShown(TestClients clients) {
    TestClient admin = Logins.admin(clients.server(0)).connect();
    snapshot(admin);
    TestClient user = clients.server(1).connect();

    user.emitWithAck("join", "tea");
    user.emitWithAck("flood", 1);

    Received received = await(admin, "event_received", at(1, user.id()));
    assertThat(received.get(2, Object.class)).isEqualTo(List.of("join", "tea"));
    Received sent = await(admin, "event_sent", at(1, user.id()));
    assertThat(sent.get(0, String.class)).isEqualTo("/");
    assertThat(sent.get(2, Object.class)).isEqualTo(List.of("flood", 0));
  }

  /** The limit is that of the event, not of each of its arguments. */
  @Test
  void theArgumentsOfAnEventAreCutTogether(TestClients clients) {
    TestClient admin = Logins.admin(clients.server(0)).connect();
    snapshot(admin);
    TestClient user = clients.server(1).connect();
    String text = "x".repeat(2_000);

    user.emit("unhandled", text, text, text, text);

    Received received = await(admin, "event_received", at(1, user.id()));
    assertThat(String.valueOf(received.get(2, Object.class)).length()).isLessThan(2_200);
  }

  @Test
  void anAdminActsOnSocketsOfTheOtherServer(TestClients clients) {
    TestClient admin = Logins.admin(clients.server(0)).connect();
    TestClient user = clients.server(1).connect();
    TestClient other = clients.server(1).connect();
    snapshot(admin);

    admin.emit("_disconnect", "/", true, 42); // no filter is the whole namespace, this one is wrong
    admin.emit("join", "/", "tea", user.id());
    await(admin, "room_joined", at(1, "tea"));
    admin.emit("emit", "/", "tea", "hello", "world");
    assertThat(user.expect("hello", String.class)).isEqualTo("world");
    admin.emit("leave", "/", "tea");
    await(admin, "room_left", at(1, "tea"));
    admin.emit("_disconnect", "/", true, user.id());

    assertThat(user.expectDisconnect()).isEqualTo("io server disconnect");
    other.expectNothing();
  }

  @Test
  void theLoadOfBothServersIsCounted(TestClients clients) {
    TestClient user = clients.server(1).connect();
    clients.server(1).namespace("/chat").connect();
    TestClient admin = Logins.admin(clients.server(0)).connect();

    Stats far = Stats.await(admin, stats -> stats.counts().getOrDefault("/chat", 0) == 1);
    user.emitWithAck("flood", 50);
    Stats traffic =
        Stats.await(admin, stats -> stats.serverId().equals(far.serverId()) && sent(stats) >= 50);

    assertThat(traffic.traffic("bytesOut")).isGreaterThan(50);
    assertThat(traffic.traffic("packetsIn")).isPositive();
    assertThat(far.clientsCount()).isEqualTo(2);
    assertThat(far.pollingClientsCount()).isZero();
    assertThat(far.uptime()).isPositive();
    user.close();
    Stats emptied =
        Stats.await(
            admin,
            stats ->
                stats.serverId().equals(far.serverId()) && stats.traffic("rawDisconnection") == 1);
    assertThat(emptied.counts()).containsEntry("/", 0);
    assertThat(emptied.namespaces())
        .extracting(Stats.Sockets::name)
        .isEqualTo(far.namespaces().stream().map(Stats.Sockets::name).toList());
  }

  private static long sent(Stats stats) {
    return stats.traffic("packetsOut");
  }

  @Test
  void eventsBeyondTheRateAreDroppedAndReported(TestClients clients) {
    TestClient admin = Logins.admin(clients.server(0)).connect();
    snapshot(admin);
    TestClient user = clients.server(1).connect();

    user.emitWithAck("flood", 2_000);

    Received report =
        await(
            admin, "event_sent", received -> received.toString().contains("(dropped for admins)"));
    assertThat(report.get(0, String.class)).isEqualTo("/");
  }
}
