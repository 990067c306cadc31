package io.sidecast.socket;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.json.JsonValue;
import io.sidecast.json.tree.JsonTree;
import io.sidecast.operation.ResponsePart;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A socket on any node of the cluster: its state when it was fetched, and operations on it. After
 * the end of the socket the operations do nothing. No method blocks. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class RemoteSocket {

  private final Namespace namespace;
  private final String id;
  private final Set<String> rooms;
  private final Handshake handshake;
  private final JsonNode data;

  private RemoteSocket(
      ResponsePart.SocketDescription description, SocketDetails details, Namespace namespace) {
    this.namespace = namespace;
    this.id = description.id();
    this.rooms = description.rooms();
    this.handshake = details.handshake(namespace.settings());
    this.data = details.data();
  }

  static RemoteSocket of(ResponsePart.SocketDescription description, Namespace namespace) {
    return new RemoteSocket(description, SocketDetails.read(description.details()), namespace);
  }

  /**
   * Returns the id of the socket.
   *
   * @return 20 characters of base64url
   */
  public String id() {
    return id;
  }

  /**
   * Returns the rooms that the socket was in when it was fetched, including the room with its id.
   *
   * @return the names of the rooms
   */
  public Set<String> rooms() {
    return rooms;
  }

  /**
   * Returns the handshake of the client. Its address is not resolved.
   *
   * @return the handshake
   */
  public Handshake handshake() {
    return handshake;
  }

  /**
   * Returns the data that the application stored with the socket, as JSON.
   *
   * @return an object without the values that could not be serialised; these were reported to the
   *     error handler of the socket's node. {@code byte[]} is base64 text
   */
  public JsonValue data() {
    return new JsonTree(data);
  }

  /**
   * Returns the data that the application stored with the socket as a value of a class.
   *
   * @param type the class of the value
   * @param <T> the type of the value
   * @return the value
   * @throws IllegalArgumentException if the data does not fit the type
   */
  public <T> T data(Class<T> type) {
    return data(TypeRef.of(type));
  }

  /**
   * Returns the data that the application stored with the socket as a value of a type with type
   * arguments.
   *
   * @param type the type of the value, for example {@code new TypeRef<Map<String, Order>>() {}}
   * @param <T> the type of the value
   * @return the value
   * @throws IllegalArgumentException if the data does not fit the type
   */
  public <T> T data(TypeRef<T> type) {
    return namespace.settings().values().require(data, TypeRef.checked(type), "data");
  }

  /**
   * Emits an event to this client.
   *
   * @param event the name of the event
   * @param args the arguments of the event
   * @return a stage, see {@link Broadcaster#emit}
   * @throws IllegalArgumentException if the name is reserved by Socket.IO
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public CompletionStage<Void> emit(String event, Object... args) {
    return operator().emit(event, args);
  }

  /**
   * Emits an event that this client acknowledges.
   *
   * @param event the name of the event
   * @param args the arguments of the event
   * @return a stage with at most one acknowledgement, or more if other sockets have joined the room
   *     with this id; see {@link Broadcaster#emitWithAck}
   * @throws IllegalArgumentException if the name is reserved by Socket.IO
   * @throws io.sidecast.packet.PacketException if an argument cannot be serialised
   */
  public CompletionStage<AckResponses> emitWithAck(String event, Object... args) {
    return operator().emitWithAck(event, args);
  }

  /**
   * Sets the timeout for acknowledgements and for the response of the node.
   *
   * @param timeout a positive duration of at most 365 days
   * @return an operator for this socket
   * @throws IllegalArgumentException if the timeout is out of range
   */
  public BroadcastOperator timeout(Duration timeout) {
    return operator().timeout(timeout);
  }

  /**
   * Adds the socket to rooms.
   *
   * @param rooms the names of the rooms
   * @return a stage, see {@link Broadcaster#socketsJoin}
   */
  public CompletionStage<ClusterResult<Long>> join(String... rooms) {
    return operator().socketsJoin(rooms);
  }

  /**
   * Removes the socket from a room.
   *
   * @param room the name of the room
   * @return a stage, see {@link Broadcaster#socketsLeave}
   */
  public CompletionStage<ClusterResult<Long>> leave(String room) {
    return operator().socketsLeave(RoomNames.one(room));
  }

  /**
   * Disconnects the socket from its namespace.
   *
   * @param close true to close the connection of the client too
   * @return a stage, see {@link Broadcaster#disconnectSockets(boolean)}
   */
  public CompletionStage<ClusterResult<Long>> disconnect(boolean close) {
    return operator().disconnectSockets(close);
  }

  private BroadcastOperator operator() {
    return namespace.to(id);
  }

  @Override
  public String toString() {
    return "RemoteSocket[" + id + " in " + namespace.name() + "]";
  }
}
