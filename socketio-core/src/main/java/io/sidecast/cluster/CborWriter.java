package io.sidecast.cluster;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** Writes the parts of an envelope in the order in which {@link CborReader} reads them. */
final class CborWriter {

  static final int TEXT = 1;
  static final int DROPPABLE = 2;
  static final int COMPRESSIBLE = 4;

  private final CBORGenerator out;

  CborWriter(CBORGenerator out) {
    this.out = out;
  }

  void number(long number) throws IOException {
    out.writeNumber(number);
  }

  void text(String text) throws IOException {
    out.writeString(text);
  }

  void node(NodeInfo node) throws IOException {
    out.writeNumber(node.startedAt().toEpochMilli());
    out.writeString(node.label());
  }

  void audience(Audience audience) throws IOException {
    out.writeString(audience.namespace());
    texts(audience.rooms());
    texts(audience.except());
  }

  void packet(EncodedPacket packet) throws IOException {
    int flags =
        (packet.isText() ? TEXT : 0)
            | (packet.flags().droppable() ? DROPPABLE : 0)
            | (packet.flags().compressible() ? COMPRESSIBLE : 0);
    out.writeNumber(flags);
    out.writeBinary(packet.head());
    binaries(packet.attachments());
  }

  void payloads(List<Payload> payloads) throws IOException {
    out.writeStartArray(null, payloads.size());
    for (Payload payload : payloads) {
      out.writeStartArray(null, 2);
      out.writeBinary(payload.body());
      binaries(payload.attachments());
      out.writeEndArray();
    }
    out.writeEndArray();
  }

  private void texts(Collection<String> texts) throws IOException {
    out.writeStartArray(null, texts.size());
    for (String text : texts) {
      out.writeString(text);
    }
    out.writeEndArray();
  }

  private void binaries(List<byte[]> binaries) throws IOException {
    out.writeStartArray(null, binaries.size());
    for (byte[] binary : binaries) {
      out.writeBinary(binary);
    }
    out.writeEndArray();
  }
}
