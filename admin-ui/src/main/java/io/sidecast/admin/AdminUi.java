package io.sidecast.admin;

import io.sidecast.SocketIoServer;
import io.sidecast.SocketIoServerBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Socket.IO Admin UI of servers: the namespace that the page of the npm package {@code
 * @socket.io/admin-ui} uses, and the page itself under the path {@code /admin/}. The page shows all
 * nodes of the cluster that have it, whichever node serves it.
 *
 * <pre>{@code
 * var builder = SocketIoServer.builder().port(5000);
 * AdminUi.builder().username("admin").passwordHash(hash).instrument(builder);
 * var io = builder.build();
 * }</pre>
 *
 * <p>Thread-safe.
 *
 * @since 0.1.0
 */
public final class AdminUi {

  private final List<AdminNode> nodes = new CopyOnWriteArrayList<>();

  private AdminUi() {}

  /**
   * Creates a builder.
   *
   * @return a builder without a login
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the number of events that no admin has received, because there were too many of them.
   *
   * @return the number since the start of the servers
   */
  public long droppedEvents() {
    return nodes.stream().mapToLong(AdminNode::droppedEvents).sum();
  }

  private void add(SocketIoServer server, AdminSettings settings) {
    nodes.add(AdminNode.of(server, settings));
  }

  /**
   * The amount of information on the page.
   *
   * @since 0.1.0
   */
  public enum Mode {
    /** Each socket, room and event, and the load of the servers. */
    DEVELOPMENT,
    /** The load of the servers. */
    PRODUCTION
  }

  /**
   * The settings of the Admin UI. All nodes of a cluster should have the same ones. Not
   * thread-safe.
   *
   * @since 0.1.0
   */
  public static final class Builder {

    private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
    private static final int MIN_COST = 4;
    private static final int MAX_COST = 16;
    private static final Pattern NAMESPACE = Pattern.compile("(?:/[A-Za-z0-9_-]+)+");

    private @Nullable String username;
    private @Nullable String passwordHash;
    private String namespace = "/admin";
    private String path = "/socket.io";
    private Mode mode = Mode.DEVELOPMENT;
    private boolean readOnly;
    private @Nullable String serverId;
    private Duration sessionLifetime = Duration.ofDays(1);
    private int maxSockets = 1_000;
    private int maxEventsPerSecond = 500;

    private Builder() {}

    /**
     * Sets the name of the user; there is no default.
     *
     * @param username any text that is not empty
     * @return this builder
     * @throws IllegalArgumentException if it is empty
     */
    public Builder username(String username) {
      if (Objects.requireNonNull(username, "username must not be null").isEmpty()) {
        throw new IllegalArgumentException("username must not be empty");
      }
      this.username = username;
      return this;
    }

    /**
     * Sets the hash of the password; there is no default.
     *
     * @param hash a hash of bcrypt that begins with {@code $2a$}, {@code $2b$} or {@code $2y$},
     *     with a cost of 4 to 16
     * @return this builder
     * @throws IllegalArgumentException if it is not such a hash
     */
    public Builder passwordHash(String hash) {
      var found = HASH.matcher(Objects.requireNonNull(hash, "hash must not be null"));
      if (!found.matches()) {
        throw new IllegalArgumentException(
            "passwordHash must be a hash of bcrypt, 60 characters that begin with $2a$, $2b$ or"
                + " $2y$, for example of the command: htpasswd -nBC 10 admin");
      }
      int cost = Integer.parseInt(found.group(1));
      if (cost < MIN_COST || cost > MAX_COST) {
        throw new IllegalArgumentException(
            "passwordHash must have a cost of %d to %d, not %d"
                .formatted(MIN_COST, MAX_COST, cost));
      }
      this.passwordHash = hash;
      return this;
    }

    /**
     * Sets the namespace of admins; default {@code /admin}. The page is under the same path.
     *
     * @param namespace one or more words of {@code [A-Za-z0-9_-]}, each after a slash
     * @return this builder
     * @throws IllegalArgumentException for another name
     */
    public Builder namespace(String namespace) {
      Objects.requireNonNull(namespace, "namespace must not be null");
      if (!NAMESPACE.matcher(namespace).matches()) {
        throw new IllegalArgumentException(
            "namespace must consist of words of [A-Za-z0-9_-], each after a slash, like /admin");
      }
      this.namespace = namespace;
      return this;
    }

    /**
     * Sets the path of the Socket.IO endpoint, if {@link SocketIoServerBuilder#path} changes it;
     * default {@code /socket.io}.
     *
     * @param path the path with a leading slash
     * @return this builder
     * @throws IllegalArgumentException if the path does not begin with a slash
     */
    public Builder path(String path) {
      if (!Objects.requireNonNull(path, "path must not be null").startsWith("/")) {
        throw new IllegalArgumentException("path must begin with a slash");
      }
      this.path = path;
      return this;
    }

    /**
     * Sets the amount of information on the page; default {@link Mode#DEVELOPMENT}.
     *
     * @param mode {@link Mode#PRODUCTION} to show no sockets, rooms and events
     * @return this builder
     */
    public Builder mode(Mode mode) {
      this.mode = Objects.requireNonNull(mode, "mode must not be null");
      return this;
    }

    /**
     * Sets whether admins can only look; default false. Otherwise they can disconnect sockets, make
     * them join and leave rooms, and emit events to them.
     *
     * @param readOnly true to refuse all actions
     * @return this builder
     */
    public Builder readOnly(boolean readOnly) {
      this.readOnly = readOnly;
      return this;
    }

    /**
     * Sets the name of this server on the page; by default the label of the node, see {@link
     * SocketIoServerBuilder#nodeLabel}.
     *
     * @param serverId a name that no other node has
     * @return this builder
     */
    public Builder serverId(String serverId) {
      this.serverId = Objects.requireNonNull(serverId, "serverId must not be null");
      return this;
    }

    /**
     * Sets the time after which an admin who reloads the page must enter the password again;
     * default one day. A change of the password ends all sessions.
     *
     * @param lifetime a second to 365 days
     * @return this builder
     * @throws IllegalArgumentException if the time is out of range
     */
    public Builder sessionLifetime(Duration lifetime) {
      Objects.requireNonNull(lifetime, "lifetime must not be null");
      if (lifetime.toSeconds() < 1 || lifetime.compareTo(Duration.ofDays(365)) > 0) {
        throw new IllegalArgumentException("sessionLifetime must be a second to 365 days");
      }
      this.sessionLifetime = lifetime;
      return this;
    }

    /**
     * Sets the maximum number of sockets of the cluster that the page shows; default 1,000. The
     * numbers on the dashboard count all sockets.
     *
     * @param count 1 to 10,000
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder maxSockets(int count) {
      if (count < 1 || count > 10_000) {
        throw new IllegalArgumentException("maxSockets must be 1 to 10,000, not " + count);
      }
      this.maxSockets = count;
      return this;
    }

    /**
     * Sets the maximum number of events that a node sends to admins in a second; default 500. The
     * events beyond it are dropped and counted, see {@link AdminUi#droppedEvents}.
     *
     * @param count 1 to 10,000
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder maxEventsPerSecond(int count) {
      if (count < 1 || count > 10_000) {
        throw new IllegalArgumentException("maxEventsPerSecond must be 1 to 10,000, not " + count);
      }
      this.maxEventsPerSecond = count;
      return this;
    }

    /**
     * Adds the Admin UI to the servers of a builder: the namespace, and a route for the page.
     *
     * @param servers the builder of the servers
     * @return the Admin UI of these servers
     * @throws IllegalStateException if no username or no password hash is set
     */
    public AdminUi instrument(SocketIoServerBuilder servers) {
      Objects.requireNonNull(servers, "servers must not be null");
      if (username == null || passwordHash == null) {
        throw new IllegalStateException("the Admin UI needs a username and a passwordHash");
      }
      var settings =
          new AdminSettings(
              new AdminSettings.Login(username, passwordHash),
              namespace,
              path,
              mode,
              readOnly,
              serverId,
              sessionLifetime,
              maxSockets,
              maxEventsPerSecond);
      var ui = new AdminUi();
      servers.route(new PageRoute(settings));
      servers.onBuild(server -> ui.add(server, settings));
      return ui;
    }
  }
}
