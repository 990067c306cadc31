package io.sidecast.examples.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A chat with rooms. */
@SpringBootApplication
public class ChatApplication {

  /**
   * Starts the application.
   *
   * @param args arguments of Spring Boot, for example {@code --server.port=8081}
   */
  public static void main(String[] args) {
    SpringApplication.run(ChatApplication.class, args);
  }
}
