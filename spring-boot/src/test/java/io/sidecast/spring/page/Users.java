package io.sidecast.spring.page;

import io.sidecast.socket.ConnectRefusedException;
import io.sidecast.spring.HandshakeAuthenticator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;

/** The authentication of clients by a JWT. */
@Configuration(proxyBeanMethods = false)
class Users {

  @Bean
  HandshakeAuthenticator authenticator(JwtDecoder decoder) {
    var provider = new JwtAuthenticationProvider(decoder);
    return handshake ->
        handshake
            .auth()
            .get("token")
            .string()
            .map(BearerTokenAuthenticationToken::new)
            .map(provider::authenticate)
            .orElseThrow(() -> new ConnectRefusedException("no token"));
  }
}
