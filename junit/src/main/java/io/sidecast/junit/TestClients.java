package io.sidecast.junit;

import io.socket.client.IO;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Creates the clients of one test with settings of their own. It is a parameter of a test. Each
 * method returns a new object with one setting changed. The extension closes all clients after the
 * test. Immutable.
 *
 * @since 0.1.0
 */
public final class TestClients {

  /** The settings of a client; the options are those of the client library. */
  record Settings(int server, String namespace, Duration timeout, Consumer<IO.Options> options) {

    Settings server(int index) {
      return new Settings(index, namespace, timeout, options);
    }

    Settings namespace(String name) {
      return new Settings(server, name.startsWith("/") ? name : "/" + name, timeout, options);
    }

    Settings timeout(Duration time) {
      return new Settings(server, namespace, SidecastExtension.positive(time), options);
    }

    Settings option(Consumer<IO.Options> change) {
      return new Settings(server, namespace, timeout, options.andThen(change));
    }
  }

  private final ClientScope scope;
  private final Settings settings;

  TestClients(ClientScope scope, Settings settings) {
    this.scope = scope;
    this.settings = settings;
  }

  /**
   * Sets the server.
   *
   * @param index the index of the server, from 0; by default the clients of a test connect to the
   *     servers in turn
   * @return the clients of this server
   */
  public TestClients server(int index) {
    return with(settings.server(index));
  }

  /**
   * Sets the namespace.
   *
   * @param name the name of the namespace; the leading slash is optional
   * @return the clients of this namespace
   */
  public TestClients namespace(String name) {
    return with(settings.namespace(name));
  }

  /**
   * Sets the path of the engine.
   *
   * @param path the path; default {@code /socket.io/}
   * @return the clients of this path
   */
  public TestClients path(String path) {
    return with(settings.option(options -> options.path = path));
  }

  /**
   * Sets the transports in the order in which a client tries them.
   *
   * @param names {@code polling}, {@code websocket} or both; default {@code websocket}
   * @return the clients with these transports
   */
  public TestClients transports(String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException("a client needs a transport: polling or websocket");
    }
    String[] copy = names.clone();
    return with(settings.option(options -> options.transports = copy));
  }

  /**
   * Adds a field to the head of every HTTP request.
   *
   * @param name the name of the field
   * @param value the value of the field
   * @return the clients with this field
   */
  public TestClients header(String name, String value) {
    return with(
        settings.option(
            options -> options.extraHeaders = plus(options.extraHeaders, name, List.of(value))));
  }

  /**
   * Adds a field to the {@code auth} object of a client.
   *
   * @param key the name of the field
   * @param value the value of the field
   * @return the clients with this field
   */
  public TestClients auth(String key, String value) {
    return with(settings.option(options -> options.auth = plus(options.auth, key, value)));
  }

  /**
   * Sets the query of the URL.
   *
   * @param query the encoded query, for example {@code room=tea&name=Ada}
   * @return the clients with this query
   */
  public TestClients query(String query) {
    return with(settings.option(options -> options.query = query));
  }

  /**
   * Sets the deadline of the connect and of each expectation.
   *
   * @param timeout the time, at least 1 millisecond; default that of the extension
   * @return the clients with this deadline
   */
  public TestClients timeout(Duration timeout) {
    return with(settings.timeout(timeout));
  }

  /**
   * Connects a client. Blocks until the server has accepted it.
   *
   * @return the connected client
   * @throws AssertionError if the server refuses the client, or if it cannot be reached
   */
  public TestClient connect() {
    TestClient client = open();
    ConnectError error = client.outcome();
    if (error != null) {
      throw new AssertionError("not connected to " + client + ": " + error);
    }
    return client;
  }

  /**
   * Connects a client that the server must refuse. Blocks until it has done so.
   *
   * @return the error that the client receives
   * @throws AssertionError if the server accepts the client, or if it does not respond
   */
  public ConnectError connectError() {
    TestClient client = open();
    ConnectError error = client.outcome();
    if (error == null) {
      throw new AssertionError("expected a connect error, but connected to " + client);
    }
    return error;
  }

  private TestClient open() {
    var options = new IO.Options();
    options.forceNew = true;
    options.reconnection = false;
    options.timeout = -1; // TestClient.outcome has the deadline.
    options.transports = new String[] {"websocket"};
    settings.options.accept(options);
    boolean inTurn = settings.server == Connect.IN_TURN;
    return scope.open(inTurn ? settings.server(scope.turn()) : settings, options);
  }

  private TestClients with(Settings changed) {
    return new TestClients(scope, changed);
  }

  private static <V> Map<String, V> plus(@Nullable Map<String, V> map, String key, V value) {
    var copy = new LinkedHashMap<String, V>(map == null ? Map.of() : map);
    copy.put(key, value);
    return copy;
  }
}
