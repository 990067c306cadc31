package io.sidecast.transport.websocket;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The masked payload of a client's frame that has arrived completely (RFC 6455, section 5.3).
 * Immutable.
 *
 * @param length the number of bytes
 * @param mask the masking key
 */
record MaskedPayload(int length, int mask) {

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** Returns the first byte unmasked. The reader index of the buffer does not change. */
  byte first(ByteBuf in) {
    return (byte) (in.getByte(in.readerIndex()) ^ mask >> 24);
  }

  /** Returns the payload after the first byte. */
  MaskedPayload rest() {
    return new MaskedPayload(length - 1, Integer.rotateLeft(mask, 8));
  }

  /** Reads the payload from the buffer and unmasks it. */
  byte[] read(ByteBuf in) {
    byte[] data = new byte[length];
    in.readBytes(data);
    int i = 0;
    for (; i + 4 <= data.length; i += 4) {
      INTS.set(data, i, (int) INTS.get(data, i) ^ mask);
    }
    for (int shift = 24; i < data.length; i++, shift -= 8) {
      data[i] ^= (byte) (mask >> shift);
    }
    return data;
  }
}
