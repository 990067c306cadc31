package io.sidecast.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.junit.SidecastExtension;
import io.sidecast.junit.TestClient;
import io.sidecast.junit.TestClients;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A read-only Admin UI in production mode: the load of the servers, and nothing else. */
class ProductionModeTest {

  @RegisterExtension
  final SidecastExtension sidecast =
      SidecastExtension.cluster(
              2, server -> server.answer("echo", String.class, (socket, text) -> text))
          .settings(
              builder -> {
                Logins.builder().mode(AdminUi.Mode.PRODUCTION).readOnly(true).instrument(builder);
                return builder;
              });

  @Test
  void theLoadIsAllThatAdminsReceive(TestClients clients) {
    TestClient user = clients.server(1).connect();
    TestClient admin = Logins.admin(clients.server(0)).connect();

    assertThat(admin.expect("config").as(Object.class))
        .isEqualTo(Map.of("supportedFeatures", List.of("AGGREGATED_EVENTS")));
    user.emitWithAck("echo", "tea");
    Stats.await(admin, server -> server.counts().getOrDefault("/", 0) == 1);

    admin.emit("_disconnect", "/", true);
    admin.emit("leave", "/", user.id());

    user.emitWithAck("echo", "tea"); // the user is still connected
    user.expectNothing();
    admin.expectNothing("all_sockets", "event_received", "socket_connected", "room_joined");
  }
}
