package io.sidecast.cluster;

import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The id of one server process, drawn at random when it starts. Every socket id begins with the id
 * of the node that holds the connection, so every node can derive the owner of a socket. Immutable.
 *
 * @param text 6 characters of base64url
 * @since 0.1.0
 */
public record NodeId(String text) {

  /** The number of characters of a node id. */
  public static final int LENGTH = 6;

  /**
   * The number of characters of a socket id. Adapters of other servers recognise socket ids by this
   * length.
   */
  public static final int SOCKET_ID_LENGTH = 20;

  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * Checks the text.
   *
   * @throws IllegalArgumentException if the text is not 6 characters of base64url
   */
  public NodeId {
    if (text.length() != LENGTH || !isBase64Url(text)) {
      throw new IllegalArgumentException("not a node id: " + text);
    }
  }

  /**
   * Draws a node id.
   *
   * @return a new id with 36 random bits
   */
  public static NodeId random() {
    return new NodeId(randomText(LENGTH));
  }

  /**
   * Draws an id for a socket of this node.
   *
   * @return 20 characters: this id and 84 random bits
   */
  public String newSocketId() {
    return text + randomText(SOCKET_ID_LENGTH - LENGTH);
  }

  /**
   * The node that holds the socket with the id {@code room}.
   *
   * @param room the name of a room, which may be the id of a socket
   * @return the node, or null if the name does not have the form of a socket id
   */
  public static @Nullable NodeId ownerOf(String room) {
    return room.length() == SOCKET_ID_LENGTH && isBase64Url(room)
        ? new NodeId(room.substring(0, LENGTH))
        : null;
  }

  @Override
  public String toString() {
    return text;
  }

  private static String randomText(int length) {
    byte[] bytes = new byte[(length * 6 + 7) / 8];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).substring(0, length);
  }

  private static boolean isBase64Url(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean known =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_';
      if (!known) {
        return false;
      }
    }
    return true;
  }
}
