package io.sidecast.cluster.message;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.operation.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Writes the parts of an envelope in the order in which {@link CborReader} reads them. Not
 * thread-safe.
 */
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

  /** Writes a string of any characters, in one of the two forms of {@link WireText}. */
  void text(String text) throws IOException {
    if (WireText.isWellFormed(text)) {
      out.writeString(text);
    } else {
      out.writeBinary(WireText.codeUnits(text));
    }
  }

  void flag(boolean flag) throws IOException {
    out.writeNumber(flag ? 1 : 0);
  }

  void duration(Duration duration) throws IOException {
    out.writeNumber(duration.toMillis());
  }

  void nodeId(NodeId node) throws IOException {
    out.writeString(node.text());
  }

  void nodeIds(Set<NodeId> nodes) throws IOException {
    list(nodes, this::nodeId);
  }

  void node(NodeInfo node) throws IOException {
    nodeId(node.id());
    out.writeNumber(node.startedAt().toEpochMilli());
    text(node.label());
  }

  /** Writes an audience. An empty one has no form here: a reader would take it for all sockets. */
  void audience(Audience audience) throws IOException {
    if (audience.isEmpty()) {
      throw new IllegalArgumentException("an empty audience cannot be published");
    }
    text(audience.namespace());
    texts(audience.rooms());
    texts(audience.except());
  }

  void packet(EncodedPacket packet) throws IOException {
    int flags =
        (packet.isText() ? TEXT : 0)
            | (packet.flags().isVolatile() ? DROPPABLE : 0)
            | (packet.flags().compressible() ? COMPRESSIBLE : 0);
    out.writeNumber(flags);
    out.writeBinary(packet.head());
    binaries(packet.attachments());
  }

  void payload(Payload payload) throws IOException {
    out.writeBinary(payload.body());
    binaries(payload.attachments());
  }

  /** Writes an array whose elements may be any number of values, each written by the function. */
  <T> void list(Collection<T> list, Element<T> element) throws IOException {
    out.writeStartArray();
    out.writeNumber(list.size());
    for (T one : list) {
      element.write(one);
    }
    out.writeEndArray();
  }

  /** Writes one element. */
  @FunctionalInterface
  interface Element<T> {
    void write(T element) throws IOException;
  }

  void texts(Collection<String> texts) throws IOException {
    out.writeStartArray(null, texts.size());
    for (String text : texts) {
      text(text);
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
