package io.sidecast.socket;

import io.sidecast.limit.Limit;
import io.sidecast.limit.Limits;
import io.sidecast.log.RateLimitedLog;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The child namespaces of a server, within {@link Limit#CHILD_NAMESPACES}. A child without sockets
 * is removed at once if the server is set so, and otherwise when the limit requires it.
 * Thread-safe.
 */
final class ChildNamespaces {

  private static final RateLimitedLog reached =
      new RateLimitedLog(LoggerFactory.getLogger(ChildNamespaces.class), Duration.ofSeconds(1));

  /** The namespaces of the server, children or not. */
  private final Map<String, Namespace> byName;

  private final Limits limits;
  private final boolean cleanup;

  /**
   * The children that may be removed; the one that has been empty for the longest time is the
   * first. Guarded by this object, as the following fields.
   */
  private final Map<Child, Namespace> empty = new LinkedHashMap<>();

  /** The weight of all children. */
  private long held;

  /** The weight of the empty ones. */
  private long removable;

  ChildNamespaces(Map<String, Namespace> byName, SocketSettings settings) {
    this.byName = byName;
    this.limits = settings.limits();
    this.cleanup = settings.cleanupEmptyNamespaces();
  }

  /**
   * Returns a namespace that one more socket has entered, and creates it if it does not exist.
   *
   * @param factory the factory of the namespace; it must not use the namespaces of the server
   * @throws IllegalStateException if the children with sockets leave no room for another one
   */
  Namespace enter(
      String name, ParentNamespace parent, Function<NamespaceLifecycle, Namespace> factory) {
    while (true) {
      Namespace existing = byName.get(name);
      if (existing == null) {
        existing = create(name, new Child(parent), factory);
      }
      if (existing.enter()) {
        return existing;
      }
    }
  }

  private Namespace create(
      String name, Child child, Function<NamespaceLifecycle, Namespace> factory) {
    int weight = Limits.weight(name);
    reserve(weight);
    boolean created = false;
    try {
      Namespace found =
          byName.computeIfAbsent(
              name,
              missing -> {
                Namespace namespace = factory.apply(child);
                child.parent.addChild(namespace);
                return namespace;
              });
      created = found.isIn(child);
      return found;
    } finally {
      if (!created) {
        release(weight);
      }
    }
  }

  private synchronized void reserve(int weight) {
    if (limits.isExceeded(Limit.CHILD_NAMESPACES, held + weight)) {
      removeEmpty(weight);
    }
    held += weight;
  }

  private synchronized void release(int weight) {
    held -= weight;
  }

  /** Removes empty children until a further one fits; none if it cannot fit. */
  private void removeEmpty(int weight) {
    long limit = limits.of(Limit.CHILD_NAMESPACES);
    if (held - removable + weight > limit) {
      reached.warn(
          () ->
              "refused a CONNECT: the child namespaces in use reach the limit CHILD_NAMESPACES (%d)"
                  .formatted(limit));
      throw new IllegalStateException("too many child namespaces");
    }
    reached.warn(
        () ->
            "removed child namespaces without sockets: the limit CHILD_NAMESPACES (%d) is reached"
                .formatted(limit));
    Iterator<Map.Entry<Child, Namespace>> oldest = empty.entrySet().iterator();
    while (held + weight > limit) {
      Map.Entry<Child, Namespace> next = oldest.next();
      oldest.remove();
      removable -= next.getKey().remove(next.getValue());
    }
  }

  /** The lifecycle of one child. Its fields are guarded by the object of all children. */
  private final class Child implements NamespaceLifecycle {
    private final ParentNamespace parent;
    private int sockets;
    private boolean removed;

    /** Written under the lock. */
    private volatile boolean kept;

    Child(ParentNamespace parent) {
      this.parent = parent;
    }

    @Override
    public boolean enter(Namespace namespace) {
      synchronized (ChildNamespaces.this) {
        if (!removed) {
          sockets++;
          use(namespace);
        }
        return !removed;
      }
    }

    @Override
    public void leave(Namespace namespace) {
      synchronized (ChildNamespaces.this) {
        sockets--;
        if (sockets == 0 && cleanup) {
          remove(namespace);
        } else if (sockets == 0 && !kept) {
          empty.put(this, namespace);
          removable += Limits.weight(namespace.name());
        }
      }
    }

    @Override
    public boolean keep(Namespace namespace) {
      if (cleanup || kept) {
        return true;
      }
      synchronized (ChildNamespaces.this) {
        if (!removed) {
          kept = true;
          use(namespace);
        }
        return !removed;
      }
    }

    private void use(Namespace namespace) {
      @Nullable Namespace before = empty.remove(this);
      if (before != null) {
        removable -= Limits.weight(namespace.name());
      }
    }

    /** Removes the child with its listener for server-side events, and returns its weight. */
    private int remove(Namespace namespace) {
      int weight = Limits.weight(namespace.name());
      removed = true;
      held -= weight;
      byName.remove(namespace.name(), namespace);
      namespace.unlisten();
      parent.forget(namespace);
      return weight;
    }
  }
}
