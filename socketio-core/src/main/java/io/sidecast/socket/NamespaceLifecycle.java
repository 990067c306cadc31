package io.sidecast.socket;

/** The time for which a namespace exists, which depends on its use. Thread-safe. */
interface NamespaceLifecycle {

  /** Keeps a namespace, used or not. */
  NamespaceLifecycle KEPT =
      new NamespaceLifecycle() {
        @Override
        public boolean enter(Namespace namespace) {
          return true;
        }

        @Override
        public void leave(Namespace namespace) {}

        @Override
        public boolean keep(Namespace namespace) {
          return true;
        }
      };

  /**
   * Adds a socket, before its middlewares run. The namespace exists until the socket leaves.
   *
   * @return false if the namespace has been removed; then it accepts no socket
   */
  boolean enter(Namespace namespace);

  /** Removes a socket that has entered, connected or not. */
  void leave(Namespace namespace);

  /**
   * Keeps the namespace without sockets, because the application uses it.
   *
   * @return false if the namespace has been removed
   */
  boolean keep(Namespace namespace);
}
