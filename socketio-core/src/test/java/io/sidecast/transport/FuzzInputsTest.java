package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A fuzz run finds a flaw in a decoder, at the same input for the same seed. */
class FuzzInputsTest {

  private static final int INPUTS = 50_000;
  private static final long SEED = 20_261_124L;
  private static final byte[][] EXAMPLES =
      FuzzInputs.texts("2[\"event\",1]", "51-[\"e\",{\"_placeholder\":true,\"num\":0}]");

  @Test
  void aFlawIsFoundAtTheSameInputForOneSeed() {
    int first = inputsUntilFlaw();
    assertThat(first).isBetween(1, INPUTS - 1);
    assertThat(inputsUntilFlaw()).isEqualTo(first);
  }

  private static int inputsUntilFlaw() {
    var inputs = new FuzzInputs(SEED);
    for (int i = 0; i < INPUTS; i++) {
      try {
        flawedAttachments(inputs.near(EXAMPLES));
      } catch (NumberFormatException flaw) {
        return i;
      }
    }
    return INPUTS;
  }

  /** Parses the number of attachments without a check for invalid numbers. */
  private static int flawedAttachments(byte[] packet) {
    String text = new String(packet, StandardCharsets.ISO_8859_1);
    int dash = text.indexOf('-');
    return text.startsWith("5") && dash > 1 ? Integer.parseInt(text.substring(1, dash)) : 0;
  }
}
