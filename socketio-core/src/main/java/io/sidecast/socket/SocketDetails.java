package io.sidecast.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecast.http.RequestHead;
import io.sidecast.json.tree.JsonTree;
import io.sidecast.log.ExceptionText;
import io.sidecast.packet.JsonPacketCodec;
import io.sidecast.packet.PacketException;
import io.sidecast.packet.Payload;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The description of a socket for other nodes, in JSON. This is a wire format between nodes of all
 * releases: fields may be added but not changed. Immutable.
 *
 * @param auth the {@code auth} of the client's CONNECT packet
 * @param uri the path and the query of the HTTP request
 * @param headers the header fields of the HTTP request
 * @param query the query parameters of the HTTP request
 * @param host the host of the peer
 * @param port the port of the peer
 * @param secure whether the connection is encrypted
 * @param time the time when the connection was opened, in milliseconds since 1970
 * @param data the data of the socket
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

  /** The maximum nesting of arrays and objects in a description: the limit of Jackson. */
  private static final int MAX_DEPTH = 1_000;

  /** The maximum nesting of one entry of the data, which two objects of the description contain. */
  private static final int MAX_ENTRY_DEPTH = MAX_DEPTH - 2;

  /** Reads descriptions that other nodes have written. Those nodes have limited their size. */
  private static final JsonPacketCodec CODEC =
      new JsonPacketCodec(
          MAPPER, new JsonPacketCodec.Limits(0, MAX_DEPTH, Integer.MAX_VALUE, Integer.MAX_VALUE));

  /** Encodes the description of a socket of this node. */
  static Payload of(Socket socket) {
    Handshake handshake = socket.handshake();
    InetSocketAddress address = handshake.address();
    var details =
        new SocketDetails(
            JsonTree.node(handshake.auth()),
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
      throw new IllegalStateException(
          "a JSON tree cannot be written: " + ExceptionText.of(e), ExceptionText.cause(e));
    }
  }

  /**
   * Returns the data of a socket as JSON. Values that cannot be serialised are omitted and
   * reported.
   */
  private static JsonNode data(Socket socket) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    socket.data().forEach((key, value) -> put(data, key, value, socket));
    return data;
  }

  private static void put(ObjectNode data, String key, Object value, Socket socket) {
    SocketSettings settings = socket.namespace().settings();
    try {
      JsonNode tree = settings.values().tree(value);
      if (depth(tree) > MAX_ENTRY_DEPTH) {
        throw new PacketException("a value is nested deeper than " + MAX_ENTRY_DEPTH);
      }
      data.set(key, tree);
    } catch (IOException e) {
      settings.errors().onError(socket, "data '" + key + "'", unserialisable(e));
    } catch (StackOverflowError e) {
      var tooDeep = new PacketException("a value is nested too deeply for the stack of the thread");
      settings.errors().onError(socket, "data '" + key + "'", tooDeep);
    } catch (RuntimeException | LinkageError e) {
      settings.errors().onError(socket, "data '" + key + "'", e);
    }
  }

  private static int depth(JsonNode tree) {
    int deepest = 0;
    for (JsonNode child : tree) {
      deepest = Math.max(deepest, depth(child));
    }
    return tree.isContainerNode() ? deepest + 1 : 0;
  }

  private static PacketException unserialisable(IOException failure) {
    return new PacketException(
        "cannot serialise a value: " + ExceptionText.of(failure), ExceptionText.cause(failure));
  }

  static SocketDetails read(Payload payload) {
    try {
      ObjectNode tree = (ObjectNode) JsonTree.node(CODEC.parse(payload));
      JsonNode auth = tree.remove("auth");
      JsonNode data = tree.remove("data");
      return MAPPER.treeToValue(tree, SocketDetails.class).with(auth, data);
    } catch (IOException | PacketException | ClassCastException e) {
      throw new IllegalArgumentException(
          "not a socket description: " + ExceptionText.of(e), ExceptionText.cause(e));
    }
  }

  /**
   * Replaces the trees with those of the codec: reading them a second time would round their
   * numbers.
   */
  private SocketDetails with(JsonNode auth, JsonNode data) {
    return new SocketDetails(auth, uri, headers, query, host, port, secure, time, data);
  }

  Handshake handshake(SocketSettings settings) {
    var request =
        new RequestHead(
            uri,
            headers,
            query,
            InetSocketAddress.createUnresolved(host, port),
            secure,
            Instant.ofEpochMilli(time));
    return Handshake.of(request, auth, 0, settings);
  }
}
