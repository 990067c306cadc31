package io.sidecast.socket;

/** Hears whether a namespace is in use. */
interface NamespaceLifecycle {

  /** A namespace that stays whether it is used or not. */
  NamespaceLifecycle KEPT =
      new NamespaceLifecycle() {
        @Override
        public void occupied(Namespace namespace) {}

        @Override
        public void emptied(Namespace namespace) {}
      };

  /** A socket has connected. */
  void occupied(Namespace namespace);

  /** The last socket has left. */
  void emptied(Namespace namespace);
}
