package io.sidecast.packet;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A MessagePack generator that supports all methods that serialisers call on a JSON generator. It
 * writes numbers exactly or refuses them. Confined to the thread that encodes the packet.
 */
final class MsgpackGenerator extends JsonGeneratorDelegate {

  private static final TreeReader RAW = new TreeReader(JsonNodeFactory.instance, true, false);
  private static final int MAX_INTEGER_BITS = 64;
  private static final int MAX_INTEGER_DIGITS = 20;

  private final JsonFactory json;
  private final boolean numbersAsText;
  private int depth;

  MsgpackGenerator(JsonGenerator msgpack, JsonFactory json) {
    super(msgpack, false);
    this.json = json;
    this.numbersAsText = json.isEnabled(JsonWriteFeature.WRITE_NUMBERS_AS_STRINGS.mappedFeature());
  }

  @Override
  public boolean canWriteBinaryNatively() {
    return false; // a UUID is text, as in JSON
  }

  @Override
  public void writeStartArray() throws IOException {
    enter();
    delegate.writeStartArray();
  }

  @Override
  public void writeStartArray(Object value) throws IOException {
    enter();
    delegate.writeStartArray(value);
  }

  @Override
  public void writeStartArray(Object value, int size) throws IOException {
    enter();
    delegate.writeStartArray(value, size);
  }

  @Override
  public void writeEndArray() throws IOException {
    depth--;
    delegate.writeEndArray();
  }

  @Override
  public void writeStartObject() throws IOException {
    enter();
    delegate.writeStartObject();
  }

  @Override
  public void writeStartObject(Object value) throws IOException {
    enter();
    delegate.writeStartObject(value);
  }

  @Override
  public void writeStartObject(Object value, int size) throws IOException {
    enter();
    delegate.writeStartObject(value, size);
  }

  @Override
  public void writeEndObject() throws IOException {
    depth--;
    delegate.writeEndObject();
  }

  /** Refuses values that are nested deeper than the mapper writes them as JSON. */
  private void enter() throws IOException {
    json.streamWriteConstraints().validateNestingDepth(++depth);
  }

  @Override
  public void writeNumber(short number) throws IOException {
    writeNumber((int) number);
  }

  @Override
  public void writeNumber(int number) throws IOException {
    if (numbersAsText) {
      writeString(Integer.toString(number));
    } else {
      delegate.writeNumber(number);
    }
  }

  @Override
  public void writeNumber(long number) throws IOException {
    if (numbersAsText) {
      writeString(Long.toString(number));
    } else {
      delegate.writeNumber(number);
    }
  }

  @Override
  public void writeNumber(float number) throws IOException {
    if (numbersAsText) {
      writeString(Float.toString(number));
    } else {
      delegate.writeNumber(number);
    }
  }

  @Override
  public void writeNumber(double number) throws IOException {
    if (numbersAsText) {
      writeString(Double.toString(number));
    } else {
      delegate.writeNumber(number);
    }
  }

  @Override
  public void writeNumber(BigInteger number) throws IOException {
    if (numbersAsText) {
      writeString(number.toString());
    } else if (isInteger64(number)) {
      delegate.writeNumber(number);
    } else {
      throw refused("integers of more than 64 bits", number);
    }
  }

  private static boolean isInteger64(BigInteger number) {
    return number.signum() < 0
        ? number.bitLength() < MAX_INTEGER_BITS
        : number.bitLength() <= MAX_INTEGER_BITS;
  }

  /** Writes a double, or otherwise an integer, if it has the same value. */
  @Override
  public void writeNumber(BigDecimal number) throws IOException {
    if (numbersAsText) {
      writeString(number.toString());
      return;
    }
    double nearest = number.doubleValue();
    if (Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(number) == 0) {
      delegate.writeNumber(nearest);
    } else {
      writeNumber(integer(number));
    }
  }

  private BigInteger integer(BigDecimal number) throws IOException {
    try {
      if ((long) number.precision() - number.scale() <= MAX_INTEGER_DIGITS) {
        return number.toBigIntegerExact();
      }
    } catch (ArithmeticException hasFraction) {
      // refused below
    }
    throw refused("decimals, and no double or integer has this value", number);
  }

  private JsonGenerationException refused(String what, Number number) {
    return new JsonGenerationException(
        "MessagePack has no "
            + what
            + ": write it as text, for example with"
            + " @JsonFormat(shape = STRING): "
            + number,
        this);
  }

  @Override
  public void writeNumber(String number) throws IOException {
    var decimal = new BigDecimal(number);
    if (decimal.scale() == 0) {
      writeNumber(decimal.unscaledValue());
    } else {
      writeNumber(decimal);
    }
  }

  @Override
  public void writeNumber(char[] text, int offset, int length) throws IOException {
    writeNumber(new String(text, offset, length));
  }

  @Override
  public void writeArray(int[] numbers, int offset, int length) throws IOException {
    writeStartArray(numbers, length);
    for (int i = offset; i < offset + length; i++) {
      writeNumber(numbers[i]);
    }
    writeEndArray();
  }

  @Override
  public void writeArray(long[] numbers, int offset, int length) throws IOException {
    writeStartArray(numbers, length);
    for (int i = offset; i < offset + length; i++) {
      writeNumber(numbers[i]);
    }
    writeEndArray();
  }

  @Override
  public void writeArray(double[] numbers, int offset, int length) throws IOException {
    writeStartArray(numbers, length);
    for (int i = offset; i < offset + length; i++) {
      writeNumber(numbers[i]);
    }
    writeEndArray();
  }

  @Override
  public void writeString(Reader reader, int length) throws IOException {
    var text = new StringBuilder();
    var part = new char[1_024];
    while (length < 0 || text.length() < length) {
      int wanted = length < 0 ? part.length : Math.min(part.length, length - text.length());
      int read = reader.read(part, 0, wanted);
      if (read < 0) {
        break;
      }
      text.append(part, 0, read);
    }
    writeString(text.toString());
  }

  @Override
  public int writeBinary(Base64Variant variant, InputStream data, int length) throws IOException {
    byte[] bytes = length < 0 ? data.readAllBytes() : data.readNBytes(length);
    writeBinary(variant, bytes, 0, bytes.length);
    return bytes.length;
  }

  @Override
  public void writeEmbeddedObject(Object object) throws IOException {
    if (object instanceof byte[] bytes) {
      writeBinary(Base64Variants.getDefaultVariant(), bytes, 0, bytes.length);
    } else {
      super.writeEmbeddedObject(object);
    }
  }

  /** Parses the JSON text that a serialiser has written itself, and writes its values. */
  @Override
  public void writeRawValue(String text) throws IOException {
    try (JsonParser parser = json.createParser(text)) {
      JsonNode value = RAW.read(new TreeReader.Input(parser, Placeholders.NONE, Integer.MAX_VALUE));
      if (value == null || parser.nextToken() != null) {
        throw new JsonGenerationException("a raw value is not one JSON value", this);
      }
      writeTree(value);
    }
  }

  @Override
  public void writeRawValue(String text, int offset, int length) throws IOException {
    writeRawValue(text.substring(offset, offset + length));
  }

  @Override
  public void writeRawValue(char[] text, int offset, int length) throws IOException {
    writeRawValue(new String(text, offset, length));
  }

  @Override
  public void writeRaw(String text) throws IOException {
    throw noRawText();
  }

  @Override
  public void writeRaw(String text, int offset, int length) throws IOException {
    throw noRawText();
  }

  @Override
  public void writeRaw(char[] text, int offset, int length) throws IOException {
    throw noRawText();
  }

  @Override
  public void writeRaw(SerializableString text) throws IOException {
    throw noRawText();
  }

  @Override
  public void writeRaw(char character) throws IOException {
    throw noRawText();
  }

  private JsonGenerationException noRawText() {
    return new JsonGenerationException(
        "a part of JSON text cannot be written as MessagePack: use writeRawValue", this);
  }
}
