package io.sidecast.admin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The tokens that replace the password while the session of an admin lasts: the end of the session
 * and its HMAC. No node stores them. The key is derived from the login, so all nodes with the same
 * login accept a token, and a changed password ends all sessions. Thread-safe.
 */
final class SessionTokens {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int TIME_BYTES = Long.BYTES;
  private static final int TOKEN_BYTES = TIME_BYTES + 32;

  private final SecretKeySpec key;
  private final Duration lifetime;
  private final InstantSource clock;

  SessionTokens(AdminSettings.Login login, Duration lifetime, InstantSource clock) {
    var secret = new SecretKeySpec(bytes(login.passwordHash()), ALGORITHM);
    this.key = new SecretKeySpec(mac(secret, bytes("sessions of " + login.username())), ALGORITHM);
    this.lifetime = lifetime;
    this.clock = clock;
  }

  String create() {
    byte[] end = end(clock.instant().plus(lifetime));
    byte[] mac = mac(key, end);
    byte[] token = ByteBuffer.allocate(TOKEN_BYTES).put(end).put(mac).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  boolean isValid(String text) {
    byte[] token;
    try {
      token = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (token.length != TOKEN_BYTES) {
      return false;
    }
    byte[] end = Arrays.copyOf(token, TIME_BYTES);
    byte[] mac = Arrays.copyOfRange(token, TIME_BYTES, TOKEN_BYTES);
    return MessageDigest.isEqual(mac(key, end), mac)
        && clock.millis() < ByteBuffer.wrap(end).getLong();
  }

  private static byte[] end(Instant time) {
    return ByteBuffer.allocate(TIME_BYTES).putLong(time.toEpochMilli()).array();
  }

  private static byte[] mac(SecretKeySpec key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + ALGORITHM, e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
