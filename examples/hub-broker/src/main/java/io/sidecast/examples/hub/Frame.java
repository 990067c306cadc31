package io.sidecast.examples.hub;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.util.concurrent.BlockingQueue;

/**
 * Immutable. What hub and clients send each other: a length, then kind, channel and body.
 *
 * @param kind what it says
 * @param channel the channel, empty if there is none
 * @param body the bytes of a message, else empty
 */
record Frame(Kind kind, String channel, byte[] body) {

  private static final int LARGEST = 64 << 20;
  private static final int FIXED_BYTES = Byte.BYTES + Short.BYTES;
  private static final byte[] EMPTY = {};

  /** Requests of a client first, each answered by DONE, in order. */
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

  /** A frame without a body. */
  static Frame of(Kind kind, String channel) {
    return new Frame(kind, channel, EMPTY);
  }

  /** Channel names are ASCII: one byte for each character. */
  private void writeTo(DataOutputStream out) throws IOException {
    out.writeInt(FIXED_BYTES + channel.length() + body.length);
    out.writeByte(kind.letter);
    out.writeUTF(channel);
    out.write(body);
  }

  /** Writes what the queue brings, for as long as the stream takes it or until interrupted. */
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

  /** Waits for the next frame; fails at the end of the stream. */
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
