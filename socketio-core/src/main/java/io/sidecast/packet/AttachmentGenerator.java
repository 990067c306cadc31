package io.sidecast.packet;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/**
 * A JSON generator that replaces each binary value by a placeholder and keeps the value as an
 * attachment. Confined to the thread that encodes the packet.
 */
final class AttachmentGenerator extends JsonGeneratorDelegate {

  private final List<byte[]> attachments;

  AttachmentGenerator(JsonGenerator json, List<byte[]> attachments) {
    super(json, false);
    this.attachments = attachments;
  }

  @Override
  public void writeBinary(Base64Variant variant, byte[] data, int offset, int length)
      throws IOException {
    attach(Arrays.copyOfRange(data, offset, offset + length));
  }

  @Override
  public int writeBinary(Base64Variant variant, InputStream data, int length) throws IOException {
    byte[] bytes = length < 0 ? data.readAllBytes() : data.readNBytes(length);
    attach(bytes);
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

  private void attach(byte[] bytes) throws IOException {
    writeStartObject();
    writeBooleanField(Placeholders.MARK, true);
    writeNumberField(Placeholders.NUMBER, attachments.size());
    writeEndObject();
    attachments.add(bytes);
  }
}
