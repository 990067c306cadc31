package io.sidecast.examples.migration;

import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.spring.HandshakeAuthenticator;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A chat with rooms, whose clients have tokens. The program of docs/from-netty-socketio.md. */
@SpringBootApplication
public class ChatApplication {

  private static final Map<String, String> USERS = Map.of("token-ada", "Ada", "token-bob", "Bob");

  @Bean
  HandshakeAuthenticator users() {
    return handshake -> {
      String token = handshake.query("token").orElse("");
      String name = USERS.get(token);
      if (name == null) {
        throw new ConnectRefusedException("unauthorized");
      }
      return () -> name;
    };
  }

  /**
   * Starts the application.
   *
   * @param args arguments of Spring Boot
   */
  public static void main(String[] args) {
    SpringApplication.run(ChatApplication.class, args);
  }
}
