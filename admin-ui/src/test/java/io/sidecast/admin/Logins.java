package io.sidecast.admin;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.sidecast.junit.TestClients;

/** The login of the tests. */
final class Logins {

  static final String USER = "ada";
  static final String PASSWORD = "tea for two";
  static final String HASH = hash(BCrypt.Version.VERSION_2B);

  /** The lowest cost, because the tests log in often. */
  private static final int COST = 4;

  private Logins() {}

  static String hash(BCrypt.Version version) {
    return BCrypt.with(version).hashToString(COST, PASSWORD.toCharArray());
  }

  static AdminUi.Builder builder() {
    return AdminUi.builder().username(USER).passwordHash(HASH);
  }

  static TestClients with(TestClients clients, String user, String password) {
    return clients.namespace("/admin").auth("username", user).auth("password", password);
  }

  static TestClients admin(TestClients clients) {
    return with(clients, USER, PASSWORD);
  }
}
