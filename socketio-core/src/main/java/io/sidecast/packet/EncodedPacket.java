package io.sidecast.packet;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A packet in its encoded form: one head message, text or binary, followed by its binary
 * attachments. A broadcast encodes the packet once and shares the object among all receivers, so
 * the arrays must not be changed. Immutable.
 *
 * @since 0.1.0
 */
public final class EncodedPacket {

  private static final AtomicIntegerFieldUpdater<EncodedPacket> WAITING_CLIENTS =
      AtomicIntegerFieldUpdater.newUpdater(EncodedPacket.class, "waitingClients");

  private final byte[] head;
  private final boolean text;
  private final List<byte[]> attachments;
  private final Flags flags;
  private volatile @Nullable Object encodedFrames;

  @SuppressWarnings("UnusedVariable") // accessed through its updater
  private volatile int waitingClients;

  /**
   * The permitted treatment of a packet.
   *
   * @param isVolatile whether the packet may be dropped when the connection cannot accept it at
   *     once (volatile)
   * @param compressible whether the transport may compress the packet if compression is on
   */
  public record Flags(boolean isVolatile, boolean compressible) {

    /** Not volatile, and compressible. */
    public static final Flags DEFAULT = new Flags(false, true);
  }

  private EncodedPacket(byte[] head, boolean text, List<byte[]> attachments, Flags flags) {
    this.head = head;
    this.text = text;
    this.attachments = List.copyOf(attachments);
    this.flags = flags;
  }

  /**
   * Creates a packet whose head is a text message.
   *
   * @param utf8 the head, in UTF-8
   * @param attachments the binary messages that follow the head
   * @return the packet
   */
  public static EncodedPacket text(byte[] utf8, List<byte[]> attachments) {
    return new EncodedPacket(utf8, true, attachments, Flags.DEFAULT);
  }

  /**
   * Creates a packet that is one binary message.
   *
   * @param bytes the message
   * @return the packet
   */
  public static EncodedPacket binary(byte[] bytes) {
    return new EncodedPacket(bytes, false, List.of(), Flags.DEFAULT);
  }

  /**
   * Returns this packet with other flags. The two packets share an existing wire form.
   *
   * @param flags the flags
   * @return the packet
   */
  public EncodedPacket with(Flags flags) {
    if (flags.equals(this.flags)) {
      return this;
    }
    var packet = new EncodedPacket(head, text, attachments, flags);
    packet.encodedFrames = encodedFrames;
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
   * Returns whether the head is a text message.
   *
   * @return false if the head is binary
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
   * The permitted treatment of this packet.
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
   * Counts a client for which this packet waits. All receivers share the bytes of the packet, so
   * they count once among the bytes that wait.
   *
   * @return whether the packet waits for no other client
   */
  public boolean beginWait() {
    return WAITING_CLIENTS.getAndIncrement(this) == 0;
  }

  /**
   * Removes a client from the count of {@link #beginWait}.
   *
   * @return whether the packet waits for no client now
   */
  public boolean endWait() {
    return WAITING_CLIENTS.decrementAndGet(this) == 0;
  }

  /**
   * The form of this packet that a transport sends (its frames). The packet stores the form, so all
   * receivers share it. Two concurrent first calls may both call the maker. The form must not need
   * a release.
   *
   * @param type the class of the form
   * @param maker creates the form
   * @param <T> the type of the form
   * @return the form
   */
  public <T> T encodedFrames(Class<T> type, Function<EncodedPacket, T> maker) {
    Object form = encodedFrames;
    if (!type.isInstance(form)) {
      form = maker.apply(this);
      encodedFrames = form;
    }
    return type.cast(form);
  }
}
