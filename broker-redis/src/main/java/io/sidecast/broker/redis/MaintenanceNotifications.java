package io.sidecast.broker.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;

/**
 * The notifications with which a hosted Redis moves clients to another server. Lettuce requests
 * them by default, and has them since release 7.0. Thread-safe.
 */
final class MaintenanceNotifications {

  private MaintenanceNotifications() {}

  /**
   * Turns the notifications off: the broker reconnects by itself, and a moved subscription would
   * lose messages without a notice. Does nothing with an older Lettuce, which has none.
   */
  static void disable(ClientOptions.Builder client) {
    try {
      Newer.disable(client);
    } catch (NoClassDefFoundError older) {
      // nothing to turn off
    }
  }

  /** A class of its own, because loading it fails with an older Lettuce. */
  private static final class Newer {
    private Newer() {}

    static void disable(ClientOptions.Builder client) {
      client.maintNotificationsConfig(MaintNotificationsConfig.disabled());
    }
  }
}
