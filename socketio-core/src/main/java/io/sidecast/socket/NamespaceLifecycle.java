package io.sidecast.socket;

/** Receives changes in the use of a namespace. Thread-safe. */
interface NamespaceLifecycle {

  /** Keeps a namespace, used or not. */
  NamespaceLifecycle KEPT =
      new NamespaceLifecycle() {
        @Override
        public void occupied(Namespace namespace) {}

        @Override
        public void emptied(Namespace namespace) {}
      };

  /** Called when a socket connects. */
  void occupied(Namespace namespace);

  /** Called when the last socket has left. */
  void emptied(Namespace namespace);
}
