package io.sidecast.packet;

import java.util.List;

/**
 * The data of a packet in the codec's own form, together with its attachments. It is parsed only
 * where somebody reads it; a node that passes it on does not.
 *
 * @param body the data, empty if the packet has none
 * @param attachments the binary messages that belong to it
 */
public record Payload(byte[] body, List<byte[]> attachments) {

  /** No data. */
  public static final Payload EMPTY = new Payload(new byte[0], List.of());

  /** Copies the list. */
  public Payload {
    attachments = List.copyOf(attachments);
  }

  /**
   * Whether there is no data.
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
