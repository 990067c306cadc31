package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.transport.encoding.Utf8Check;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The result is equal to that of the JDK's decoder, for every split of the stream. */
class Utf8CheckTest {

  private static boolean isValidForTheJdk(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }

  private static void compare(byte[] bytes) {
    boolean valid = isValidForTheJdk(bytes);
    assertThat(Utf8Check.isValid(bytes)).as(Arrays.toString(bytes)).isEqualTo(valid);
    for (int cut = 0; cut <= bytes.length; cut++) {
      var check = new Utf8Check();
      boolean accepted =
          check.accept(Arrays.copyOf(bytes, cut))
              && check.accept(Arrays.copyOfRange(bytes, cut, bytes.length))
              && check.isComplete();
      assertThat(accepted).as("%s cut at %d", Arrays.toString(bytes), cut).isEqualTo(valid);
    }
  }

  @Test
  void everyOneAndTwoBytes() {
    for (int first = 0; first < 256; first++) {
      compare(new byte[] {(byte) first});
      for (int second = 0; second < 256; second++) {
        compare(new byte[] {(byte) first, (byte) second});
      }
    }
  }

  @Test
  void theEdgesOfThreeAndFourBytes() {
    int[] edges = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
    for (int first = 0xE0; first < 256; first++) {
      for (int second : edges) {
        for (int third : edges) {
          compare(new byte[] {(byte) first, (byte) second, (byte) third});
          for (int fourth : edges) {
            compare(new byte[] {(byte) first, (byte) second, (byte) third, (byte) fourth});
          }
        }
      }
    }
  }

  @Test
  void longTextsWithOneChange() {
    var random = new SplittableRandom(7);
    byte[] text = "ascii and more ascii, é, 拜托了, 😀, and ascii".getBytes(StandardCharsets.UTF_8);
    compare(text);
    for (int i = 0; i < 3000; i++) {
      byte[] changed = text.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      compare(changed);
    }
  }

  @Test
  void aFaultIsNoticedBeforeTheTextEnds() {
    var check = new Utf8Check();
    assertThat(check.accept(new byte[] {'a', (byte) 0xED})).isTrue();
    assertThat(check.accept(new byte[] {(byte) 0xA0})).isFalse();
  }
}
