package io.sidecast.engine;

import io.sidecast.limit.Limits;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The settings of an {@link EngineServer}, created with {@link #builder()}. Immutable.
 *
 * @param path the path of the endpoint; a trailing slash is ignored
 * @param addTrailingSlash whether requests must have a slash after the path; false to accept
 *     requests with and without it
 * @param transports the transports that clients may use: {@code polling}, {@code websocket}
 * @param allowUpgrades whether clients may upgrade from polling to WebSocket
 * @param pingInterval the time between a pong and the next ping
 * @param pingTimeout the maximum time between a ping and the pong of the client
 * @param upgradeTimeout the maximum duration of an upgrade
 * @param maxPayload the maximum number of bytes of a message or a polling payload
 * @param maxBufferedBytes the maximum number of bytes that may wait to be sent to one client; a
 *     client with more is disconnected
 * @param bodyLimits the limits of polling bodies
 * @param drainTime the time over which a close ends the sessions; zero ends all at once
 * @param allowEio3 whether clients may use revision 3 of the protocol
 * @param limits the limits of what clients hold
 * @param hooks the user code that the engine calls
 */
public record EngineSettings(
    String path,
    boolean addTrailingSlash,
    Set<String> transports,
    boolean allowUpgrades,
    Duration pingInterval,
    Duration pingTimeout,
    Duration upgradeTimeout,
    int maxPayload,
    long maxBufferedBytes,
    BodyLimits bodyLimits,
    Duration drainTime,
    boolean allowEio3,
    Limits limits,
    EngineHooks hooks) {

  private static final Set<String> KNOWN_TRANSPORTS = Set.of("polling", "websocket");

  /**
   * The limits of the body of a POST request; a body that exceeds one closes its session.
   *
   * @param timeout the maximum time between the head and the end of the body
   * @param maxChunks the maximum number of chunks; chunks of 4 KiB and more do not count, because
   *     {@code maxPayload} limits them
   */
  public record BodyLimits(Duration timeout, int maxChunks) {

    /** 30 seconds, 10,000 chunks. */
    public static final BodyLimits DEFAULT = new BodyLimits(Duration.ofSeconds(30), 10_000);

    /** Checks the limits. */
    public BodyLimits {
      requirePositive(timeout, "requestBodyTimeout");
      require(maxChunks > 0, "maxBodyChunks must be positive");
    }
  }

  /** Checks the settings. */
  public EngineSettings {
    transports = checkedTransports(transports);
    path = checkedPath(path);
    requirePositive(pingInterval, "pingInterval");
    requirePositive(pingTimeout, "pingTimeout");
    requirePositive(upgradeTimeout, "upgradeTimeout");
    require(maxPayload > 0, "maxPayload must be positive");
    require(maxBufferedBytes > 0, "maxBufferedBytes must be positive");
    require(!drainTime.isNegative(), "drainTime must not be negative");
  }

  /**
   * Creates a builder with the defaults of the reference server.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  private static String checkedPath(String path) {
    String folder = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    require(
        folder.startsWith("/") && !folder.endsWith("/") && folder.indexOf('?') < 0,
        "path must begin with '/' and name a folder, for example /socket.io");
    return folder;
  }

  private static Set<String> checkedTransports(Collection<String> transports) {
    require(!transports.isEmpty(), "at least one transport is needed");
    require(
        KNOWN_TRANSPORTS.containsAll(transports), "transports are 'polling' and 'websocket' only");
    return Set.copyOf(transports);
  }

  private static void requirePositive(Duration duration, String name) {
    require(duration.toMillis() > 0, name + " must be at least one millisecond");
  }

  private static void require(boolean condition, String advice) {
    if (!condition) {
      throw new IllegalArgumentException(advice);
    }
  }

  /** A builder of settings. Not thread-safe. */
  public static final class Builder {

    private String path = "/socket.io";
    private boolean addTrailingSlash;
    private Set<String> transports = KNOWN_TRANSPORTS;
    private boolean allowUpgrades = true;
    private Duration pingInterval = Duration.ofSeconds(25);
    private Duration pingTimeout = Duration.ofSeconds(20);
    private Duration upgradeTimeout = Duration.ofSeconds(10);
    private int maxPayload = 1_000_000;
    private long maxBufferedBytes = 16L * 1024 * 1024;
    private BodyLimits bodyLimits = BodyLimits.DEFAULT;
    private Duration drainTime = Duration.ZERO;
    private boolean allowEio3;
    private Limits limits = new Limits(Map.of());
    private EngineHooks hooks = EngineHooks.NONE;

    private Builder() {}

    /**
     * Sets the path; default {@code /socket.io}.
     *
     * @param path the path with a leading slash; a trailing slash is ignored
     * @return this
     * @throws IllegalArgumentException if the path does not begin with a slash, names no folder, or
     *     has a query
     */
    public Builder path(String path) {
      this.path = checkedPath(path);
      return this;
    }

    /**
     * Sets whether requests must have a slash after the path; default false, which accepts requests
     * with and without it.
     *
     * @param addTrailingSlash true to leave requests without the slash to routes and files
     * @return this
     */
    public Builder addTrailingSlash(boolean addTrailingSlash) {
      this.addTrailingSlash = addTrailingSlash;
      return this;
    }

    /**
     * Sets the transports that clients may use; default both.
     *
     * @param transports {@code polling}, {@code websocket}; at least one
     * @return this
     * @throws IllegalArgumentException if there is none, or one has another name
     */
    public Builder transports(String... transports) {
      this.transports = checkedTransports(List.of(transports));
      return this;
    }

    /**
     * Sets whether clients may upgrade from polling to WebSocket; default true.
     *
     * @param allowUpgrades false to forbid upgrades
     * @return this
     */
    public Builder allowUpgrades(boolean allowUpgrades) {
      this.allowUpgrades = allowUpgrades;
      return this;
    }

    /**
     * Sets the time between a pong and the next ping; default 25 seconds.
     *
     * @param pingInterval at least a millisecond
     * @return this
     */
    public Builder pingInterval(Duration pingInterval) {
      this.pingInterval = pingInterval;
      return this;
    }

    /**
     * Sets the maximum time between a ping and the pong of the client; default 20 seconds.
     *
     * @param pingTimeout at least a millisecond
     * @return this
     */
    public Builder pingTimeout(Duration pingTimeout) {
      this.pingTimeout = pingTimeout;
      return this;
    }

    /**
     * Sets the maximum duration of an upgrade; default 10 seconds.
     *
     * @param upgradeTimeout at least a millisecond
     * @return this
     */
    public Builder upgradeTimeout(Duration upgradeTimeout) {
      this.upgradeTimeout = upgradeTimeout;
      return this;
    }

    /**
     * Sets the maximum number of bytes of a message or a polling payload; default 1,000,000.
     *
     * @param maxPayload a positive number
     * @return this
     */
    public Builder maxPayload(int maxPayload) {
      this.maxPayload = maxPayload;
      return this;
    }

    /**
     * Sets the maximum time between the head and the end of a POST request; default 30 seconds.
     *
     * @param timeout at least a millisecond
     * @return this
     */
    public Builder requestBodyTimeout(Duration timeout) {
      bodyLimits = new BodyLimits(timeout, bodyLimits.maxChunks());
      return this;
    }

    /**
     * Sets the maximum number of small chunks in the body of a POST request; default 10,000.
     *
     * @param chunks a positive number
     * @return this
     */
    public Builder maxBodyChunks(int chunks) {
      bodyLimits = new BodyLimits(bodyLimits.timeout(), chunks);
      return this;
    }

    /**
     * Sets the maximum number of bytes that may wait to be sent to one client; default 16 MiB.
     *
     * @param maxBufferedBytes a positive number
     * @return this
     */
    public Builder maxBufferedBytes(long maxBufferedBytes) {
      this.maxBufferedBytes = maxBufferedBytes;
      return this;
    }

    /**
     * Sets the time over which a close ends the sessions; default zero, which ends all at once.
     *
     * @param drainTime not negative
     * @return this
     */
    public Builder drainTime(Duration drainTime) {
      this.drainTime = drainTime;
      return this;
    }

    /**
     * Sets whether clients may use revision 3 of the protocol (Socket.IO 2); default false.
     *
     * @param allowEio3 true to accept such clients
     * @return this
     */
    public Builder allowEio3(boolean allowEio3) {
      this.allowEio3 = allowEio3;
      return this;
    }

    /**
     * Sets the limits of what clients hold; by default each has its default.
     *
     * @param limits the limits, which count how often each is reached
     * @return this
     */
    public Builder limits(Limits limits) {
      this.limits = limits;
      return this;
    }

    /**
     * Sets the user code that the engine calls; default none.
     *
     * @param hooks the hooks
     * @return this
     */
    public Builder hooks(EngineHooks hooks) {
      this.hooks = hooks;
      return this;
    }

    /**
     * Builds the settings.
     *
     * @return the settings
     * @throws IllegalArgumentException if a setting is invalid; the message names the remedy
     */
    public EngineSettings build() {
      return new EngineSettings(
          path,
          addTrailingSlash,
          transports,
          allowUpgrades,
          pingInterval,
          pingTimeout,
          upgradeTimeout,
          maxPayload,
          maxBufferedBytes,
          bodyLimits,
          drainTime,
          allowEio3,
          limits,
          hooks);
    }
  }
}
