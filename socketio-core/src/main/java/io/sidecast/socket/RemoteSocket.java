package io.sidecast.socket;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecast.packet.ResponsePart;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A socket on any node of the cluster: what it was when it was fetched, and what can be done to it
 * now. Immutable. Any thread; no method blocks. After the end of the socket the methods do nothing.
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
   * The id of the socket.
   *
   * @return 20 characters of base64url
   */
  public String id() {
    return id;
  }

  /**
   * The rooms that the socket was in, the one with its id included.
   *
   * @return the names
   */
  public Set<String> rooms() {
    return rooms;
  }

  /**
   * What the client said when it connected. The address is not resolved.
   *
   * @return the handshake
   */
  public Handshake handshake() {
    return handshake;
  }

  /**
   * What the application had remembered of the socket, as JSON.
   *
   * @return an object; without the values that could not be serialised, which its node has
   *     reported; {@code byte[]} is text in base64
   */
  public JsonNode data() {
    return data;
  }

  /**
   * The data that the application kept with the socket, as a value of your own type.
   *
   * @param type the class
   * @param <T> the type
   * @return the value
   * @throws IllegalArgumentException if it does not fit the type
   */
  public <T> T data(Class<T> type) {
    return data(TypeRef.of(type));
  }

  /**
   * The data that the application kept with the socket, as a value of your own type, with type
   * arguments.
   *
   * @param type for example {@code new TypeRef<Map<String, Order>>() {}}
   * @param <T> the type
   * @return the value
   * @throws IllegalArgumentException if it does not fit the type
   */
  public <T> T data(TypeRef<T> type) {
    return namespace.settings().values().require(data, TypeRef.checked(type), "data");
  }

  /**
   * Emits an event to this client.
   *
   * @param event its name
   * @param args its arguments
   * @return as of {@link Broadcaster#emit}
   */
  public CompletionStage<Void> emit(String event, Object... args) {
    return operator().emit(event, args);
  }

  /**
   * Emits an event that this client acknowledges.
   *
   * @param event its name
   * @param args its arguments
   * @return as of {@link Broadcaster#emitWithAck}: at most one answer, unless others have joined
   *     the room with this id
   */
  public CompletionStage<AckResponses> emitWithAck(String event, Object... args) {
    return operator().emitWithAck(event, args);
  }

  /**
   * Sets how long to wait for answers.
   *
   * @param timeout a positive duration
   * @return an operator for this socket
   */
  public BroadcastOperator timeout(Duration timeout) {
    return operator().timeout(timeout);
  }

  /**
   * Makes the socket join rooms.
   *
   * @param rooms the rooms
   * @return as of {@link AudienceOperations#socketsJoin}
   */
  public CompletionStage<ClusterResult<Long>> join(String... rooms) {
    return operator().socketsJoin(rooms);
  }

  /**
   * Makes the socket leave a room.
   *
   * @param room the room
   * @return as of {@link AudienceOperations#socketsLeave}
   */
  public CompletionStage<ClusterResult<Long>> leave(String room) {
    return operator().socketsLeave(RoomNames.one(room));
  }

  /**
   * Disconnects the socket.
   *
   * @param close true to close the client's connection too
   * @return as of {@link AudienceOperations#disconnectSockets(boolean)}
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
