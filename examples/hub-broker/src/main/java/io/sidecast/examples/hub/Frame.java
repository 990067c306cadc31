package io.sidecast.examples.hub;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.util.concurrent.BlockingQueue;

/**
 * A frame of the hub's protocol: the length, then the kind, the channel and the body. Immutable.
 *
 * @param kind the kind of the frame
 * @param channel the channel, empty for a kind without one
 * @param body the bytes of a message, empty for a kind without one
 */
record Frame(Kind kind, String channel, byte[] body) {

  private static final int LARGEST = 64 << 20;
  private static final int FIXED_BYTES = Byte.BYTES + Short.BYTES;
  private static final byte[] EMPTY = {};

  /**
   * The kinds of frames. A client sends requests: SUBSCRIBE, UNSUBSCRIBE, PUBLISH and PING. The hub
   * responds to each with DONE, in order, and sends MESSAGE to subscribers.
   */
  enum Kind {
    SUBSCRIBE('S'),
    UNSUBSCRIBE('U'),
    PUBLISH('P'),
    PING('?'),
    DONE('!'),
    MESSAGE('M');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    private static Kind of(int letter) throws IOException {
      for (Kind kind : values()) {
        if (kind.letter == letter) {
          return kind;
        }
      }
      throw new ProtocolException("not a frame: kind " + letter);
    }
  }

  /** Creates a frame without a body. */
  static Frame of(Kind kind, String channel) {
    return new Frame(kind, channel, EMPTY);
  }

  /** Writes this frame. Channel names are ASCII, so that each character is one byte. */
  private void writeTo(DataOutputStream out) throws IOException {
    out.writeInt(FIXED_BYTES + channel.length() + body.length);
    out.writeByte(kind.letter);
    out.writeUTF(channel);
    out.write(body);
  }

  /** Writes the frames of a queue until the stream fails or the thread is interrupted. Blocks. */
  static void writeAll(BlockingQueue<Frame> queue, OutputStream stream)
      throws IOException, InterruptedException {
    var out = new DataOutputStream(new BufferedOutputStream(stream));
    while (true) {
      queue.take().writeTo(out);
      if (queue.isEmpty()) {
        out.flush();
      }
    }
  }

  /** Reads the next frame; fails at the end of the stream. Blocks. */
  static Frame readFrom(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < FIXED_BYTES || length > LARGEST) {
      throw new ProtocolException("not a frame: " + length + " bytes");
    }
    Kind kind = Kind.of(in.readUnsignedByte());
    String channel = in.readUTF();
    byte[] body = new byte[length - FIXED_BYTES - channel.length()];
    in.readFully(body);
    return new Frame(kind, channel, body);
  }
}
