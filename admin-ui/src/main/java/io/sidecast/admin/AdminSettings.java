package io.sidecast.admin;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the Admin UI. Immutable.
 *
 * @param login the user and the hash of the password
 * @param namespace the namespace of admins; its name is also the path of the page
 * @param path the path of the engine
 * @param mode the amount of information on the page
 * @param readOnly whether admins can only look
 * @param serverId the name of this server on the page; null for the label of the node
 * @param sessionLifetime the time for which a login is valid
 * @param maxSockets the maximum number of sockets of the cluster that the page receives
 * @param maxEventsPerSecond the maximum number of events of this node that admins receive
 */
record AdminSettings(
    Login login,
    String namespace,
    String path,
    AdminUi.Mode mode,
    boolean readOnly,
    @Nullable String serverId,
    Duration sessionLifetime,
    int maxSockets,
    int maxEventsPerSecond) {

  /**
   * The login of all admins.
   *
   * @param username the name of the user
   * @param passwordHash the hash of bcrypt
   */
  record Login(String username, String passwordHash) {

    /** Omits the hash. */
    @Override
    public String toString() {
      return "Login[" + username + "]";
    }
  }

  boolean isDevelopment() {
    return mode == AdminUi.Mode.DEVELOPMENT;
  }
}
