package io.sidecast.packet;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A packet in the form in which a connection carries it: one head message, text or binary, followed
 * by its binary attachments. Immutable and shared: a broadcast encodes once and gives the same
 * object to every receiver. Nobody changes the arrays.
 */
public final class EncodedPacket {

  private final byte[] head;
  private final boolean text;
  private final List<byte[]> attachments;
  private final Flags flags;
  private volatile @Nullable Object wireForm;

  /**
   * How a packet may be treated on its way.
   *
   * @param droppable the packet may be dropped when the connection cannot take it at once
   *     (volatile)
   * @param compressible the transport may compress the packet if compression is on
   */
  public record Flags(boolean droppable, boolean compressible) {

    /** Delivered, and compressed where compression is on. */
    public static final Flags DEFAULT = new Flags(false, true);
  }

  private EncodedPacket(byte[] head, boolean text, List<byte[]> attachments, Flags flags) {
    this.head = head;
    this.text = text;
    this.attachments = List.copyOf(attachments);
    this.flags = flags;
  }

  /**
   * A packet whose head is a text message.
   *
   * @param utf8 the head, in UTF-8
   * @param attachments the binary messages that follow it
   * @return the packet
   */
  public static EncodedPacket text(byte[] utf8, List<byte[]> attachments) {
    return new EncodedPacket(utf8, true, attachments, Flags.DEFAULT);
  }

  /**
   * A packet that is one binary message.
   *
   * @param bytes the message
   * @return the packet
   */
  public static EncodedPacket binary(byte[] bytes) {
    return new EncodedPacket(bytes, false, List.of(), Flags.DEFAULT);
  }

  /**
   * The same packet with other flags. A wire form that was made already is shared with it.
   *
   * @param flags the flags
   * @return the packet
   */
  public EncodedPacket with(Flags flags) {
    if (flags.equals(this.flags)) {
      return this;
    }
    var packet = new EncodedPacket(head, text, attachments, flags);
    packet.wireForm = wireForm;
    return packet;
  }

  /**
   * The first message.
   *
   * @return its bytes, in UTF-8 if {@link #isText()}
   */
  public byte[] head() {
    return head;
  }

  /**
   * Whether the head is a text message.
   *
   * @return false if it is binary
   */
  public boolean isText() {
    return text;
  }

  /**
   * The binary messages that follow the head.
   *
   * @return the attachments in order
   */
  public List<byte[]> attachments() {
    return attachments;
  }

  /**
   * How this packet may be treated.
   *
   * @return the flags
   */
  public Flags flags() {
    return flags;
  }

  /**
   * The number of bytes in all messages of this packet.
   *
   * @return the sum of the lengths
   */
  public int size() {
    int size = head.length;
    for (byte[] attachment : attachments) {
      size += attachment.length;
    }
    return size;
  }

  /**
   * What the transport made of this packet (its frames), kept here so that all receivers share it.
   * Two threads that come first may both call the maker; the form must need no release.
   *
   * @param type the class of the form
   * @param maker makes the form
   * @param <T> the form
   * @return the form
   */
  public <T> T wireForm(Class<T> type, Function<EncodedPacket, T> maker) {
    Object form = wireForm;
    if (!type.isInstance(form)) {
      form = maker.apply(this);
      wireForm = form;
    }
    return type.cast(form);
  }
}
