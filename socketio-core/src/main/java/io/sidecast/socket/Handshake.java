package io.sidecast.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sidecast.packet.Payload;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a client said when it connected. Immutable. */
public final class Handshake {

  private final ConnectionRequest request;

  /** Null if the client sent nothing, as most do. */
  private final @Nullable JsonNode auth;

  private final Values values;

  private Handshake(ConnectionRequest request, @Nullable JsonNode auth, Values values) {
    this.request = request;
    this.auth = auth;
    this.values = values;
  }

  static Handshake of(ConnectionRequest request, Payload payload, SocketSettings settings) {
    JsonNode auth = payload.isEmpty() ? null : settings.codec().parse(payload);
    return new Handshake(request, auth, settings.values());
  }

  /** With a tree as {@code auth}: old clients send none, but may give a namespace a query. */
  static Handshake of(ConnectionRequest request, JsonNode auth, SocketSettings settings) {
    return new Handshake(request, auth, settings.values());
  }

  /**
   * The {@code auth} that the client sent with its CONNECT packet.
   *
   * @return an object, empty if the client sent nothing
   */
  public JsonNode auth() {
    return auth == null ? JsonNodeFactory.instance.objectNode() : auth;
  }

  /**
   * The {@code auth} of the client, as a value of your own type.
   *
   * @param type the class
   * @param <T> the type
   * @return the value
   * @throws IllegalArgumentException if it does not fit the type
   */
  public <T> T auth(Class<T> type) {
    return auth(TypeRef.of(type));
  }

  /**
   * The {@code auth} of the client, as a value of your own type, with type arguments.
   *
   * @param type for example {@code new TypeRef<Map<String, Order>>() {}}
   * @param <T> the type
   * @return the value
   * @throws IllegalArgumentException if it does not fit the type
   */
  public <T> T auth(TypeRef<T> type) {
    return values.require(auth(), TypeRef.checked(type), "auth");
  }

  /**
   * A header field of the HTTP request.
   *
   * @param name its name in any case
   * @return its first value
   */
  public Optional<String> header(String name) {
    return first(request.headers(), notNull(name).toLowerCase(Locale.ROOT));
  }

  /**
   * The header fields of the HTTP request.
   *
   * @return the values by lower-case name
   */
  public Map<String, List<String>> headers() {
    return request.headers();
  }

  /**
   * A query parameter of the HTTP request.
   *
   * @param name its name
   * @return its first value
   */
  public Optional<String> query(String name) {
    return first(request.query(), notNull(name));
  }

  /**
   * The query parameters of the HTTP request.
   *
   * @return the values by name
   */
  public Map<String, List<String>> query() {
    return request.query();
  }

  /**
   * The path and query of the HTTP request as sent.
   *
   * @return for example {@code /socket.io/?EIO=4&transport=polling}
   */
  public String url() {
    return request.uri();
  }

  /**
   * The address of the peer, which may be a proxy.
   *
   * @return the address
   */
  public InetSocketAddress address() {
    return request.remoteAddress();
  }

  /**
   * Whether the connection is encrypted.
   *
   * @return true for TLS
   */
  public boolean secure() {
    return request.secure();
  }

  /**
   * When the connection was opened.
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
