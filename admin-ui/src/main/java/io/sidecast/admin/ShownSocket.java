package io.sidecast.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sidecast.socket.Socket;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A socket as admins see it now. Confined to the lock of {@link SocketFeed}. */
final class ShownSocket {

  private static final JsonMapper JSON = new JsonMapper();

  private final Socket socket;
  private final Set<String> rooms;
  private final Map<String, @Nullable Object> fields;
  private final int bytes;

  ShownSocket(Socket socket, Set<String> rooms) {
    this.socket = socket;
    this.rooms = new HashSet<>(rooms);
    this.fields = SerializedSocket.of(socket, rooms);
    this.bytes = size(fields);
  }

  private static int size(Map<String, @Nullable Object> fields) {
    try {
      return JSON.writeValueAsBytes(fields).length;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values cannot be written", e);
    }
  }

  /** The size at first, in bytes of JSON. */
  int bytes() {
    return bytes;
  }

  /** Returns false if the page shows the room already. */
  boolean join(String room) {
    return rooms.add(room);
  }

  /** Returns false if the page does not show the room. */
  boolean leave(String room) {
    return rooms.remove(room);
  }

  Map<String, @Nullable Object> fields() {
    var copy = new LinkedHashMap<>(fields);
    copy.put("rooms", List.copyOf(rooms));
    return copy;
  }

  /** Reads the transport, and returns the change for the page. */
  Map<String, @Nullable Object> updateTransport() {
    fields.put("transport", socket.transport());
    return change("transport", socket.transport());
  }

  /**
   * Reads the data of the application, and returns the change for the page, or null without one.
   * The page merges the values, so a removed one becomes null.
   */
  @Nullable Map<String, @Nullable Object> updateData() {
    Map<?, ?> before = data();
    if (before.isEmpty() && socket.data().isEmpty()) {
      return null;
    }
    Object now = Printable.of(socket.snapshot().data().plain());
    if (Objects.equals(before, now)) {
      return null;
    }
    fields.put("data", now);
    var merged = new LinkedHashMap<String, @Nullable Object>();
    before.keySet().forEach(key -> merged.put(String.valueOf(key), null));
    data().forEach((key, value) -> merged.put(String.valueOf(key), value));
    return change("data", merged);
  }

  private Map<?, ?> data() {
    return fields.get("data") instanceof Map<?, ?> data ? data : Map.of();
  }

  private Map<String, @Nullable Object> change(String field, @Nullable Object value) {
    var change = new LinkedHashMap<String, @Nullable Object>();
    change.put("id", socket.id());
    change.put("nsp", socket.namespace().name());
    change.put(field, value);
    return change;
  }
}
