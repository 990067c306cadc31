package io.sidecast.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sidecast.http.RequestHead;
import io.sidecast.json.JsonValue;
import io.sidecast.json.tree.JsonTree;
import io.sidecast.packet.Payload;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of a client: the HTTP request that opened the connection and the {@code auth} of
 * the CONNECT packet. Immutable.
 *
 * @since 0.1.0
 */
public final class Handshake {

  private final RequestHead request;

  /** Null if the client sent none, which is the common case. */
  private final @Nullable JsonNode auth;

  private final Values values;

  /** The bytes of the auth as sent. */
  private final int authBytes;

  private Handshake(RequestHead request, @Nullable JsonNode auth, int authBytes, Values values) {
    this.request = request;
    this.auth = auth;
    this.authBytes = authBytes;
    this.values = values;
  }

  static Handshake of(RequestHead request, Payload payload, SocketSettings settings) {
    JsonNode auth =
        payload.isEmpty()
            ? null
            : JsonTree.node(settings.codec().parse(payload, settings.maxNodes()));
    return new Handshake(request, auth, payload.size(), settings.values());
  }

  /**
   * Creates a handshake with a tree as {@code auth}. A client of Socket.IO 2 sends none, but may
   * add a query to the namespace.
   *
   * @param authBytes the bytes from which the tree was read
   */
  static Handshake of(RequestHead request, JsonNode auth, int authBytes, SocketSettings settings) {
    return new Handshake(request, auth, authBytes, settings.values());
  }

  /** Returns the bytes of the auth as sent. */
  int authBytes() {
    return authBytes;
  }

  /**
   * Returns the {@code auth} of the CONNECT packet (Socket.IO protocol, section "Connection to a
   * namespace").
   *
   * @return an object, empty if the client sent none
   */
  public JsonValue auth() {
    return new JsonTree(authTree());
  }

  private JsonNode authTree() {
    return auth == null ? JsonNodeFactory.instance.objectNode() : auth;
  }

  /**
   * Returns the {@code auth} of the client as a value of a class.
   *
   * @param type the class of the value
   * @param <T> the type of the value
   * @return the value
   * @throws IllegalArgumentException if the {@code auth} does not fit the type
   */
  public <T> T auth(Class<T> type) {
    return auth(TypeRef.of(type));
  }

  /**
   * Returns the {@code auth} of the client as a value of a type with type arguments.
   *
   * @param type the type of the value, for example {@code new TypeRef<Map<String, Order>>() {}}
   * @param <T> the type of the value
   * @return the value
   * @throws IllegalArgumentException if the {@code auth} does not fit the type
   */
  public <T> T auth(TypeRef<T> type) {
    return values.require(authTree(), TypeRef.checked(type), "auth");
  }

  /**
   * Returns a header field of the HTTP request.
   *
   * @param name the name of the field, in any case
   * @return the first value of the field, empty without the field
   */
  public Optional<String> header(String name) {
    return first(request.headers(), notNull(name).toLowerCase(Locale.ROOT));
  }

  /**
   * Returns the header fields of the HTTP request.
   *
   * @return the values of the fields by lower-case name
   */
  public Map<String, List<String>> headers() {
    return request.headers();
  }

  /**
   * Returns a query parameter of the HTTP request.
   *
   * @param name the name of the parameter
   * @return the first value of the parameter, empty without the parameter
   */
  public Optional<String> query(String name) {
    return first(request.query(), notNull(name));
  }

  /**
   * Returns the query parameters of the HTTP request.
   *
   * @return the values of the parameters by name
   */
  public Map<String, List<String>> query() {
    return request.query();
  }

  /**
   * Returns the path and the query of the HTTP request as sent.
   *
   * @return for example {@code /socket.io/?EIO=4&transport=polling}
   */
  public String url() {
    return request.uri();
  }

  /**
   * Returns the address of the client. It is the address of the peer, which may be a proxy; if
   * {@code trustedProxies} names the peer, it is the address that the proxy forwards, with the port
   * 0.
   *
   * @return the address
   */
  public InetSocketAddress address() {
    return request.remoteAddress();
  }

  /**
   * Returns whether the connection is encrypted.
   *
   * @return true for TLS
   */
  public boolean secure() {
    return request.secure();
  }

  /**
   * Returns the time when the HTTP request arrived.
   *
   * @return the time
   */
  public Instant time() {
    return request.time();
  }

  private static String notNull(String name) {
    return Objects.requireNonNull(name, "name must not be null");
  }

  private static Optional<String> first(Map<String, List<String>> values, String name) {
    return values.getOrDefault(name, List.of()).stream().findFirst();
  }
}
