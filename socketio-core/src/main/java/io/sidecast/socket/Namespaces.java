package io.sidecast.socket;

import io.sidecast.adapter.Adapter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The namespaces of a server, and the door for new connections. Any thread. */
public final class Namespaces implements ConnectionAcceptor {

  private final Adapter adapter;
  private final SocketSettings settings;
  private final Map<String, Namespace> byName = new ConcurrentHashMap<>();

  /**
   * Creates a server with the namespace {@code /}.
   *
   * @param adapter the rooms
   * @param settings what the sockets use
   */
  public Namespaces(Adapter adapter, SocketSettings settings) {
    this.adapter = adapter;
    this.settings = settings;
    of("/");
  }

  /**
   * A namespace, created when it is first asked for.
   *
   * @param name its name, the leading slash may be missing
   * @return the namespace
   */
  public Namespace of(String name) {
    String full = name.startsWith("/") ? name : "/" + name;
    return byName.computeIfAbsent(full, missing -> new Namespace(missing, adapter, settings));
  }

  @Nullable Namespace find(String name) {
    return byName.get(name);
  }

  SocketSettings settings() {
    return settings;
  }

  @Override
  public ConnectionHandler accept(Connection connection) {
    return new Client(connection, this);
  }
}
