package io.sidecast.admin;

import io.sidecast.socket.Handshake;
import io.sidecast.socket.RemoteSocket;
import io.sidecast.socket.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sockets in the form of the page. */
final class SerializedSocket {

  /** The header fields whose values are secrets of the client. */
  private static final Set<String> SECRETS =
      Set.of("authorization", "cookie", "proxy-authorization");

  private SerializedSocket() {}

  /**
   * Serialises a socket.
   *
   * @param rooms the rooms that the page shows for the socket
   */
  static Map<String, @Nullable Object> of(Socket socket, Set<String> rooms) {
    RemoteSocket state = socket.snapshot();
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("id", socket.id());
    fields.put("clientId", socket.clientId());
    fields.put("transport", socket.transport());
    fields.put("nsp", socket.namespace().name());
    fields.put("data", Printable.of(state.data().plain()));
    fields.put("handshake", Printable.of(handshake(state.handshake())));
    fields.put("rooms", List.copyOf(rooms));
    return fields;
  }

  private static Map<String, Object> handshake(Handshake handshake) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("address", handshake.address().getHostString());
    fields.put("query", joined(handshake.query()));
    fields.put("issued", handshake.time().toEpochMilli());
    fields.put("secure", handshake.secure());
    fields.put("time", handshake.time().toString());
    fields.put("url", handshake.url());
    fields.put("xdomain", handshake.header("origin").isPresent());
    fields.put("headers", joined(handshake.headers()));
    return fields;
  }

  private static Map<String, String> joined(Map<String, List<String>> values) {
    var fields = new LinkedHashMap<String, String>();
    values.forEach(
        (name, some) ->
            fields.put(name, SECRETS.contains(name) ? "(hidden)" : String.join(", ", some)));
    return fields;
  }
}
