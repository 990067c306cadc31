package io.sidecast.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.spring.HandshakeAuthenticator;
import io.sidecast.spring.OnError;
import io.sidecast.spring.OnEvent;
import io.sidecast.spring.SocketIoNamespace;
import io.sidecast.spring.TestClient;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

/** Users of Spring Security, and the security of handler methods. */
class SecurityTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withPropertyValues(
              "sidecast.server.port=0",
              "sidecast.server.host=127.0.0.1",
              "sidecast.broker.uri=none")
          .withUserConfiguration(Application.class)
          .withConfiguration(AutoConfigurations.of(SidecastAutoConfiguration.class));

  @Configuration(proxyBeanMethods = false)
  @EnableMethodSecurity
  static class Application {

    @Bean
    HandshakeAuthenticator authenticator() {
      return handshake -> {
        String token = handshake.auth().get("token").string().orElse("");
        return switch (token) {
          case "" -> null;
          case "ada" ->
              new UsernamePasswordAuthenticationToken(
                  "ada", null, AuthorityUtils.createAuthorityList("ROLE_ADMIN"));
          case "bob" -> new UsernamePasswordAuthenticationToken("bob", null, List.of());
          case "banned" -> throw new ConnectRefusedException("banned");
          default -> throw new BadCredentialsException("wrong token " + token);
        };
      };
    }

    @Bean
    Handlers handlers() {
      return new Handlers();
    }

    @Bean
    Chat chat() {
      return new Chat();
    }
  }

  static class Handlers {

    @OnEvent("name")
    public String name(Principal user) {
      return user.getName();
    }

    @OnEvent("authentication")
    public String authentication(Authentication user) {
      return user.getAuthorities().toString();
    }

    @OnEvent("context")
    public String context() {
      var user = SecurityContextHolder.getContext().getAuthentication();
      return user == null ? "nobody" : user.getName();
    }

    @OnEvent("admin")
    @PreAuthorize("hasRole('ADMIN')")
    public String admin() {
      return "done";
    }

    @OnError
    public String denied(AccessDeniedException denied) {
      return "denied";
    }

    @OnError
    public String missing(IllegalArgumentException missing) {
      return "missing: " + missing.getMessage();
    }
  }

  @SocketIoNamespace("/chat")
  static class Chat {
    @OnEvent("name")
    public String name(Principal user) {
      return user.getName();
    }
  }

  @Test
  void userOfTheHandshakeIsTheUserOfTheMethods() {
    runner.run(
        context -> {
          int port = context.getBean(SocketIoServer.class).port();
          try (var ada = TestClient.connect(port, "/", Map.of("token", "ada"));
              var bob = TestClient.connect(port, "/", Map.of("token", "bob"));
              var guest = TestClient.connect(port);
              var chat = TestClient.connect(port, "/chat", Map.of("token", "bob"))) {
            assertThat(ada.ask("name")).isEqualTo("[ada]");
            assertThat(bob.ask("name")).isEqualTo("[bob]");
            assertThat(chat.ask("name")).isEqualTo("[bob]");
            assertThat(guest.ask("name"))
                .isEqualTo("[missing: the client has no java.security.Principal]");
            assertThat(ada.ask("authentication")).isEqualTo("[[ROLE_ADMIN]]");
            assertThat(ada.ask("admin")).isEqualTo("[done]");
            assertThat(bob.ask("admin")).isEqualTo("[denied]");
            assertThat(bob.ask("context")).isEqualTo("[bob]");
            assertThat(guest.ask("context")).isEqualTo("[nobody]");
          }
        });
  }

  @Test
  void clientWithoutAValidTokenIsRefused() {
    runner.run(
        context -> {
          int port = context.getBean(SocketIoServer.class).port();
          assertThat(TestClient.refused(port, "/", Map.of("token", "wrong")))
              .contains("Unauthorized");
          assertThat(TestClient.refused(port, "/chat", Map.of("token", "banned")))
              .contains("banned");
        });
  }
}
