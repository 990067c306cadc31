package io.sidecast.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecast.packet.JsonPacketCodec;
import io.sidecast.packet.PacketException;
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

  /** Reads what another node has written: its own clients' limits have bounded that. */
  private static final JsonPacketCodec CODEC =
      new JsonPacketCodec(
          MAPPER, new JsonPacketCodec.Limits(0, 1_000, Integer.MAX_VALUE, Integer.MAX_VALUE));

  /** What this node tells of one of its sockets. */
  static Payload of(Socket socket) {
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
            data(socket));
    try {
      return new Payload(MAPPER.writeValueAsBytes(details), List.of());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that cannot be written: " + e.getMessage(), e);
    }
  }

  /** The data as JSON. A value that cannot be serialised is left out, and reported. */
  private static JsonNode data(Socket socket) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    socket.data().forEach((key, value) -> put(data, key, value, socket));
    return data;
  }

  private static void put(ObjectNode data, String key, Object value, Socket socket) {
    SocketSettings settings = socket.namespace().settings();
    try {
      data.set(key, settings.values().tree(value));
    } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
      settings.errors().onError(socket, "data '" + key + "'", e);
    }
  }

  static SocketDetails read(Payload payload) {
    try {
      ObjectNode tree = (ObjectNode) CODEC.parse(payload);
      JsonNode auth = tree.remove("auth");
      JsonNode data = tree.remove("data");
      return MAPPER.treeToValue(tree, SocketDetails.class).with(auth, data);
    } catch (IOException | PacketException | ClassCastException e) {
      throw new IllegalArgumentException("not the details of a socket: " + e.getMessage(), e);
    }
  }

  /** These details with trees as they were read: a second reading would round their numbers. */
  private SocketDetails with(JsonNode auth, JsonNode data) {
    return new SocketDetails(auth, uri, headers, query, host, port, secure, time, data);
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
