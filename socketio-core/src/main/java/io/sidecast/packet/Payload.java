package io.sidecast.packet;

import java.util.List;

/**
 * The data of a packet in the codec's own form, with its attachments. It is parsed only where the
 * application reads it; a node that forwards the packet does not parse it. The arrays must not be
 * changed. Immutable.
 *
 * @param body the data; empty if the packet has none
 * @param attachments the binary messages of the packet
 * @since 0.1.0
 */
public record Payload(byte[] body, List<byte[]> attachments) {

  /** A payload without data. */
  public static final Payload EMPTY = new Payload(new byte[0], List.of());

  /** Copies the list. */
  public Payload {
    attachments = List.copyOf(attachments);
  }

  /**
   * Returns whether the packet has no data.
   *
   * @return true if the body is empty
   */
  public boolean isEmpty() {
    return body.length == 0;
  }

  /**
   * The number of bytes of the body and the attachments.
   *
   * @return the sum of the lengths
   */
  public int size() {
    int size = body.length;
    for (byte[] attachment : attachments) {
      size += attachment.length;
    }
    return size;
  }
}
