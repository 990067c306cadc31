package io.sidecast.spring.autoconfigure;

import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.socket.Middleware;
import io.sidecast.socket.Socket;
import io.sidecast.spring.HandshakeAuthenticator;
import java.security.Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;

/** Identifies the user of each client, or refuses the client. Thread-safe. */
record Authentication(HandshakeAuthenticator authenticator) implements Middleware {

  private static final Logger log = LoggerFactory.getLogger(Authentication.class);
  private static final boolean SPRING_SECURITY =
      ClassUtils.isPresent(
          "org.springframework.security.core.AuthenticationException",
          Authentication.class.getClassLoader());

  @Override
  public void check(Socket socket) throws Exception {
    try {
      Principal user = authenticator.authenticate(socket.handshake());
      if (user != null) {
        socket.authenticate(user);
      }
    } catch (RuntimeException failure) {
      if (SPRING_SECURITY && SecurityConfiguration.isUnauthorized(failure)) {
        log.debug("refused a client: {}", failure.getMessage());
        throw new ConnectRefusedException("Unauthorized");
      }
      throw failure;
    }
  }
}
