package io.sidecast.engine;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;

/**
 * How an {@link EngineServer} works. Made with {@link #builder()}.
 *
 * @param path the path under which it answers; a trailing slash counts for nothing
 * @param addTrailingSlash whether requests must carry a slash after the path; false to answer
 *     requests with and without it
 * @param transports the transports that clients may use: {@code polling}, {@code websocket}
 * @param allowUpgrades whether a WebSocket may take over from polling
 * @param pingInterval how long after a pong the next ping is sent
 * @param pingTimeout how long the client has to answer a ping
 * @param upgradeTimeout how long an upgrade may take
 * @param maxPayload the most bytes that one message, or one polling payload, may have
 * @param maxBufferedBytes the most bytes that may wait to be sent to one client; a client with more
 *     is disconnected
 * @param bodyLimits how a polling body may arrive
 * @param allowEio3 whether clients may speak revision 3 of the protocol
 * @param hooks user code that is asked and told
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
    boolean allowEio3,
    EngineHooks hooks) {

  private static final Set<String> KNOWN_TRANSPORTS = Set.of("polling", "websocket");

  /**
   * How the body of a POST may arrive; a body that exceeds a limit closes its session.
   *
   * @param timeout how long it may take after its head
   * @param maxChunks of how many chunks it may consist, if they are small: chunks of 4 KiB and more
   *     do not count, as the number of bytes limits them
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

  /** Checks that a server can work with these settings. */
  public EngineSettings {
    transports = Set.copyOf(transports);
    path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    require(
        path.startsWith("/") && !path.endsWith("/") && path.indexOf('?') < 0,
        "path must begin with '/' and name a folder, for example /socket.io");
    require(!transports.isEmpty(), "at least one transport is needed");
    require(
        KNOWN_TRANSPORTS.containsAll(transports), "transports are 'polling' and 'websocket' only");
    requirePositive(pingInterval, "pingInterval");
    requirePositive(pingTimeout, "pingTimeout");
    requirePositive(upgradeTimeout, "upgradeTimeout");
    require(maxPayload > 0, "maxPayload must be positive");
    require(maxBufferedBytes > 0, "maxBufferedBytes must be positive");
  }

  /**
   * Settings to be changed from the defaults of the protocol's reference server.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  private static void requirePositive(Duration duration, String name) {
    require(duration.toMillis() > 0, name + " must be at least one millisecond");
  }

  private static void require(boolean condition, String advice) {
    if (!condition) {
      throw new IllegalArgumentException(advice);
    }
  }

  /** Gathers settings. One thread. */
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
    private boolean allowEio3;
    private EngineHooks hooks = EngineHooks.NONE;

    private Builder() {}

    /**
     * Sets the path; default {@code /socket.io}.
     *
     * @param path with a leading slash; a trailing slash counts for nothing
     * @return this
     */
    public Builder path(String path) {
      this.path = path;
      return this;
    }

    /**
     * Sets whether requests must carry a slash after the path; default false: clients with {@code
     * addTrailingSlash: false} and others are served alike.
     *
     * @param addTrailingSlash true to leave requests without the slash to routes and files
     * @return this
     */
    public Builder addTrailingSlash(boolean addTrailingSlash) {
      this.addTrailingSlash = addTrailingSlash;
      return this;
    }

    /**
     * Sets the allowed transports; default both.
     *
     * @param transports {@code polling}, {@code websocket}
     * @return this
     */
    public Builder transports(String... transports) {
      this.transports = Set.copyOf(Arrays.asList(transports));
      return this;
    }

    /**
     * Sets whether a WebSocket may take over from polling; default true.
     *
     * @param allowUpgrades false to forbid it
     * @return this
     */
    public Builder allowUpgrades(boolean allowUpgrades) {
      this.allowUpgrades = allowUpgrades;
      return this;
    }

    /**
     * Sets how long after a pong the next ping is sent; default 25 seconds.
     *
     * @param pingInterval at least a millisecond
     * @return this
     */
    public Builder pingInterval(Duration pingInterval) {
      this.pingInterval = pingInterval;
      return this;
    }

    /**
     * Sets how long the client has to answer a ping; default 20 seconds.
     *
     * @param pingTimeout at least a millisecond
     * @return this
     */
    public Builder pingTimeout(Duration pingTimeout) {
      this.pingTimeout = pingTimeout;
      return this;
    }

    /**
     * Sets how long an upgrade may take; default 10 seconds.
     *
     * @param upgradeTimeout at least a millisecond
     * @return this
     */
    public Builder upgradeTimeout(Duration upgradeTimeout) {
      this.upgradeTimeout = upgradeTimeout;
      return this;
    }

    /**
     * Sets the most bytes that one message, or one polling payload, may have; default 1 000 000.
     *
     * @param maxPayload bytes
     * @return this
     */
    public Builder maxPayload(int maxPayload) {
      this.maxPayload = maxPayload;
      return this;
    }

    /**
     * Sets how long the body of a POST may take to arrive; default 30 seconds.
     *
     * @param timeout at least a millisecond
     * @return this
     */
    public Builder requestBodyTimeout(Duration timeout) {
      bodyLimits = new BodyLimits(timeout, bodyLimits.maxChunks());
      return this;
    }

    /**
     * Sets of how many small chunks the body of a POST may consist; default 10,000.
     *
     * @param chunks a positive number
     * @return this
     */
    public Builder maxBodyChunks(int chunks) {
      bodyLimits = new BodyLimits(bodyLimits.timeout(), chunks);
      return this;
    }

    /**
     * Sets the most bytes that may wait to be sent to one client; default 16 MiB.
     *
     * @param maxBufferedBytes bytes
     * @return this
     */
    public Builder maxBufferedBytes(long maxBufferedBytes) {
      this.maxBufferedBytes = maxBufferedBytes;
      return this;
    }

    /**
     * Sets whether clients may speak revision 3 of the protocol (Socket.IO 2); default false.
     *
     * @param allowEio3 true to let them
     * @return this
     */
    public Builder allowEio3(boolean allowEio3) {
      this.allowEio3 = allowEio3;
      return this;
    }

    /**
     * Sets the user code that is asked and told; default none.
     *
     * @param hooks the hooks
     * @return this
     */
    public Builder hooks(EngineHooks hooks) {
      this.hooks = hooks;
      return this;
    }

    /**
     * The settings.
     *
     * @return settings that a server can work with
     * @throws IllegalArgumentException if it cannot, saying why
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
          allowEio3,
          hooks);
    }
  }
}
