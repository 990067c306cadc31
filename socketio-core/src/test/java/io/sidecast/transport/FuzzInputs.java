package io.sidecast.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A generator of nearly valid inputs: examples with changes in a few places. Not thread-safe. */
public final class FuzzInputs {

  private static final byte[] INTERESTING = {
    0,
    1,
    4,
    9,
    0x1e,
    '"',
    '0',
    '1',
    '2',
    '4',
    '5',
    '6',
    '9',
    ':',
    '[',
    '{',
    '}',
    ']',
    ',',
    '-',
    '/',
    'b',
    '\\',
    '\r',
    '\n',
    0x7f,
    (byte) 0x80,
    (byte) 0x81,
    (byte) 0xc1,
    (byte) 0xfe,
    (byte) 0xff
  };

  private final SplittableRandom random;

  /** Creates a generator, whose inputs depend on the seed only. */
  public FuzzInputs(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Returns a number below a bound. */
  public int next(int bound) {
    return random.nextInt(bound);
  }

  /** Returns one of the examples with up to four changes. */
  public byte[] near(byte[][] examples) {
    byte[] input = examples[next(examples.length)];
    for (int changes = next(5); changes > 0; changes--) {
      input = change(input, examples);
    }
    return input;
  }

  private byte[] change(byte[] input, byte[][] examples) {
    if (input.length == 0) {
      return bytes(8);
    }
    int at = next(input.length);
    int end = Math.min(input.length, at + 1 + next(8));
    return switch (next(7)) {
      case 0 -> splice(input, at, at + 1, new byte[] {INTERESTING[next(INTERESTING.length)]});
      case 1 -> splice(input, at, at, new byte[] {INTERESTING[next(INTERESTING.length)]});
      case 2 -> splice(input, at, end, new byte[0]);
      case 3 -> splice(input, at, at, Arrays.copyOfRange(input, at, end));
      case 4 -> splice(input, at, at + 1, new byte[] {(byte) (input[at] ^ 1 << next(8))});
      case 5 -> splice(input, at, at, bytes(16));
      default -> splice(input, at, input.length, examples[next(examples.length)]);
    };
  }

  private byte[] bytes(int bound) {
    byte[] bytes = new byte[1 + next(bound)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] splice(byte[] input, int from, int to, byte[] instead) {
    var out = new ByteArrayOutputStream(input.length + instead.length);
    out.write(input, 0, from);
    out.writeBytes(instead);
    out.write(input, to, input.length - to);
    return out.toByteArray();
  }

  static byte[][] texts(String... texts) {
    return Arrays.stream(texts)
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toArray(byte[][]::new);
  }
}
