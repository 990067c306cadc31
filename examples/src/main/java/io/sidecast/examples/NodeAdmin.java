package io.sidecast.examples;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.admin.AdminUi;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The Admin UI of a reference node, whose login is an option or a variable of the environment. */
final class NodeAdmin {

  private static final String OPTION = "--admin";
  private static final String VARIABLE = "SIDECAST_ADMIN";
  private static final int COST = 10;
  private static final int SALT_BYTES = 16;

  private NodeAdmin() {}

  /**
   * Adds the Admin UI if there is a login.
   *
   * @param option the user and the password of the command line; null to read the variable
   * @throws IllegalArgumentException if the login is wrong; the message does not quote it
   */
  static void add(@Nullable String option, SocketIoServerBuilder builder) {
    String variable = System.getenv(VARIABLE);
    if (option != null) {
      add(OPTION, option, builder);
    } else if (variable != null && !variable.isBlank()) {
      add(VARIABLE, variable, builder);
    }
  }

  private static void add(String origin, String login, SocketIoServerBuilder builder) {
    int colon = login.indexOf(':');
    if (colon < 1 || colon == login.length() - 1) {
      throw new IllegalArgumentException(
          origin + " must be a user and a password with a colon between them, USER:PASSWORD");
    }
    AdminUi.builder()
        .username(login.substring(0, colon))
        .passwordHash(hash(login, login.substring(colon + 1)))
        .instrument(builder);
  }

  /**
   * Hashes a password. The salt is derived from the login, so that all nodes have the same hash and
   * accept the sessions of each other. The hash does not leave the process.
   */
  private static String hash(String login, String password) {
    BCrypt.Version version = BCrypt.Version.VERSION_2B;
    byte[] hash =
        BCrypt.with(version, LongPasswordStrategies.truncate(version))
            .hash(COST, salt(login), password.getBytes(StandardCharsets.UTF_8));
    return new String(hash, StandardCharsets.US_ASCII);
  }

  private static byte[] salt(String login) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(login.getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(digest, SALT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
