package io.sidecast.conformance.chaos;

import java.util.Set;

/** The administration of one running broker. Confined to the test thread. */
interface BrokerControl {

  /** The user and the password of the nodes. */
  String LOGIN = "chaos:chaos";

  /** A resource of a broker that can run out. */
  enum Resource {
    /** The memory that the broker may use. */
    MEMORY,
    /** The disk that the broker may use. */
    DISK
  }

  /** Makes the broker refuse the login of the nodes, and ends the connections that have it. */
  void revokeLogin();

  /** Makes the broker accept the login of the nodes. Idempotent. */
  void restoreLogin();

  /** Returns the resources that {@link #exhaust} can take. */
  default Set<Resource> resources() {
    return Set.of();
  }

  /** Takes all of a resource. */
  default void exhaust(Resource resource) {
    throw new UnsupportedOperationException("this broker has no limit of " + resource);
  }

  /** Gives a resource back, and returns when the broker runs. */
  default void release(Resource resource) {
    throw new UnsupportedOperationException("this broker has no limit of " + resource);
  }
}
