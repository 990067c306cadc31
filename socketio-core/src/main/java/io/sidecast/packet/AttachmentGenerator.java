package io.sidecast.packet;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/** Writes a placeholder for each binary value and keeps the value as an attachment. */
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

  private void attach(byte[] bytes) throws IOException {
    writeStartObject();
    writeBooleanField(Placeholders.MARK, true);
    writeNumberField(Placeholders.NUMBER, attachments.size());
    writeEndObject();
    attachments.add(bytes);
  }
}
