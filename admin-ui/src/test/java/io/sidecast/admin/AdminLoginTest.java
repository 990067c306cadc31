package io.sidecast.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecast.SocketIoServer;
import io.sidecast.junit.SidecastExtension;
import io.sidecast.junit.TestClient;
import io.sidecast.junit.TestClients;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins of admins, and what they may do, with real clients. */
class AdminLoginTest {

  @RegisterExtension
  final SidecastExtension sidecast =
      SidecastExtension.server(server -> server.of("/chat"))
          .settings(
              builder -> {
                Logins.builder().instrument(builder);
                return builder;
              });

  @Test
  void thePasswordOpensASessionThatReplacesIt(TestClients clients) {
    TestClient first = Logins.admin(clients).connect();
    String session = first.expect("session", String.class);
    assertThat(first.expect("config").as(Object.class))
        .isEqualTo(
            Map.of(
                "supportedFeatures",
                List.of(
                    "EMIT",
                    "JOIN",
                    "LEAVE",
                    "DISCONNECT",
                    "MJOIN",
                    "MLEAVE",
                    "MDISCONNECT",
                    "AGGREGATED_EVENTS",
                    "ALL_EVENTS")));

    TestClient second = clients.namespace("/admin").auth("sessionId", session).connect();

    second.expect("config");
    second.expect("all_sockets");
    second.expectNothing("session");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tea for one", "", "tea\0for"})
  void aWrongPasswordIsRefused(String password, TestClients clients) {
    assertThat(Logins.with(clients, Logins.USER, password).connectError().message())
        .isEqualTo("invalid credentials");
  }

  @Test
  void anotherUserIsRefused(TestClients clients) {
    assertThat(Logins.with(clients, "bob", Logins.PASSWORD).connectError().message())
        .isEqualTo("invalid credentials");
  }

  @Test
  void aClientWithoutALoginIsRefused(TestClients clients) {
    TestClients anonymous = clients.namespace("/admin");

    assertThat(anonymous.connectError().message()).isEqualTo("invalid credentials");
    assertThat(anonymous.auth("sessionId", "AAAA").connectError().message())
        .isEqualTo("invalid credentials");
  }

  @Test
  void aGuesserIsStoppedAndAnAdminWithASessionIsNot(TestClients clients) {
    String session = Logins.admin(clients).connect().expect("session", String.class);
    for (int i = 0; i < FailedLogins.MAX_OF_ADDRESS; i++) {
      assertThat(Logins.with(clients, Logins.USER, "guess " + i).connectError().message())
          .isEqualTo("invalid credentials");
    }

    assertThat(Logins.admin(clients).connectError().message()).startsWith("too many failed logins");
    clients.namespace("/admin").auth("sessionId", session).connect().expect("config");
  }

  @Test
  void anotherHashIsRefused() {
    assertThatThrownBy(() -> AdminUi.builder().passwordHash("secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("htpasswd");
    assertThatThrownBy(() -> AdminUi.builder().instrument(SocketIoServer.builder()))
        .isInstanceOf(IllegalStateException.class);
  }
}
