package io.sidecast.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sidecast.packet.Payload;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What nodes tell each other of a socket, in JSON. The wire format between nodes of all releases: a
 * field may be added, none changed.
 *
 * @param auth what the client sent with CONNECT
 * @param uri path and query of its request
 * @param headers the header fields of its request
 * @param query the query parameters of its request
 * @param host the peer's host
 * @param port the peer's port
 * @param secure whether the connection is encrypted
 * @param time when it was opened, in milliseconds since 1970
 * @param data the socket's data
 */
record SocketDetails(
    JsonNode auth,
    String uri,
    Map<String, List<String>> headers,
    Map<String, List<String>> query,
    String host,
    int port,
    boolean secure,
    long time,
    JsonNode data) {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** What this node tells of one of its sockets. */
  static Payload of(Socket socket, SocketSettings settings) {
    Handshake handshake = socket.handshake();
    InetSocketAddress address = handshake.address();
    var details =
        new SocketDetails(
            handshake.auth(),
            handshake.url(),
            handshake.headers(),
            handshake.query(),
            address.getHostString(),
            address.getPort(),
            handshake.secure(),
            handshake.time().toEpochMilli(),
            data(socket, settings));
    try {
      return new Payload(MAPPER.writeValueAsBytes(details), List.of());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that cannot be written: " + e.getMessage(), e);
    }
  }

  /** The data as JSON; what cannot be told is reported here and empty elsewhere. */
  private static JsonNode data(Socket socket, SocketSettings settings) {
    try {
      return settings.mapper().valueToTree(socket.data());
    } catch (RuntimeException e) {
      settings.errors().onError(socket, "data", e);
      return JsonNodeFactory.instance.objectNode();
    }
  }

  static SocketDetails read(Payload payload) {
    try {
      return MAPPER.readValue(payload.body(), SocketDetails.class);
    } catch (IOException e) {
      throw new IllegalArgumentException("not the details of a socket: " + e.getMessage(), e);
    }
  }

  Handshake handshake(SocketSettings settings) {
    var request =
        new ConnectionRequest(
            uri,
            headers,
            query,
            InetSocketAddress.createUnresolved(host, port),
            secure,
            Instant.ofEpochMilli(time));
    return Handshake.of(request, auth, settings);
  }
}
