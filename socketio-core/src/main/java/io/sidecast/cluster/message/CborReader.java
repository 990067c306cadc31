package io.sidecast.cluster.message;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.operation.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the parts of an envelope strictly: every unexpected token causes an {@link
 * EnvelopeException}. Not thread-safe.
 */
final class CborReader {

  private static final Duration MAX_DURATION = Duration.ofDays(366);

  private final CBORParser in;

  CborReader(CBORParser in) {
    this.in = in;
  }

  void startArray() throws IOException {
    expect(in.nextToken(), JsonToken.START_ARRAY);
  }

  void endArray() throws IOException {
    expect(in.nextToken(), JsonToken.END_ARRAY);
  }

  /** Checks that no bytes follow. */
  void end() throws IOException {
    if (in.nextToken() != null) {
      throw new EnvelopeException("not an envelope: bytes follow it");
    }
  }

  private boolean hasNext() throws IOException {
    return in.nextToken() != JsonToken.END_ARRAY;
  }

  long number() throws IOException {
    expect(in.nextToken(), JsonToken.VALUE_NUMBER_INT);
    return in.getLongValue();
  }

  int smallNumber() throws IOException {
    long number = number();
    if (number != (int) number) {
      throw new EnvelopeException("not an envelope: the number is too large: " + number);
    }
    return (int) number;
  }

  boolean flag() throws IOException {
    return number() != 0;
  }

  /** Reads a duration of at most a year, so that its nanoseconds fit into a number. */
  Duration duration() throws IOException {
    long millis = number();
    if (millis < 0 || millis > MAX_DURATION.toMillis()) {
      throw new EnvelopeException("not an envelope: a duration of " + millis + " ms");
    }
    return Duration.ofMillis(millis);
  }

  String text() throws IOException {
    in.nextToken();
    return currentText();
  }

  private String currentText() throws IOException {
    if (in.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT) {
      return WireText.of(in.getBinaryValue());
    }
    expect(in.currentToken(), JsonToken.VALUE_STRING);
    return in.getText();
  }

  byte[] binary() throws IOException {
    expect(in.nextToken(), JsonToken.VALUE_EMBEDDED_OBJECT);
    return in.getBinaryValue();
  }

  List<byte[]> binaries() throws IOException {
    return array(
        () -> {
          expect(in.currentToken(), JsonToken.VALUE_EMBEDDED_OBJECT);
          return in.getBinaryValue();
        });
  }

  Audience audience() throws IOException {
    return new Audience(text(), texts(), texts());
  }

  EncodedPacket packet() throws IOException {
    long flags = number();
    byte[] head = binary();
    List<byte[]> attachments = binaries();
    EncodedPacket packet =
        (flags & CborWriter.TEXT) != 0
            ? EncodedPacket.text(head, attachments)
            : EncodedPacket.binary(head);
    return packet.with(
        new EncodedPacket.Flags(
            (flags & CborWriter.DROPPABLE) != 0, (flags & CborWriter.COMPRESSIBLE) != 0));
  }

  Payload payload() throws IOException {
    return new Payload(binary(), binaries());
  }

  NodeId nodeId() throws IOException {
    return new NodeId(text());
  }

  Set<NodeId> nodeIds() throws IOException {
    return new HashSet<>(list(this::nodeId));
  }

  NodeInfo node() throws IOException {
    return new NodeInfo(nodeId(), Instant.ofEpochMilli(number()), text());
  }

  /** Reads a list that {@link CborWriter#list} has written. */
  <T> List<T> list(Element<T> element) throws IOException {
    return list(0, Integer.MAX_VALUE, element);
  }

  /** Reads a list whose number of elements is within bounds. */
  <T> List<T> list(int least, int most, Element<T> element) throws IOException {
    startArray();
    long count = number();
    if (count < least || count > most) {
      throw new EnvelopeException("not an envelope: a list of " + count);
    }
    var list = new ArrayList<T>();
    for (long i = 0; i < count; i++) {
      list.add(element.read());
    }
    endArray();
    return list;
  }

  /** Reads one element. */
  @FunctionalInterface
  interface Element<T> {
    T read() throws IOException;
  }

  /** Reads an immutable set; most have no element or one. */
  Set<String> texts() throws IOException {
    List<String> texts = array(this::currentText);
    return switch (texts.size()) {
      case 0 -> Set.of();
      case 1 -> Set.of(texts.get(0));
      default -> Set.copyOf(texts);
    };
  }

  /** Reads the elements of one token each up to the end of an array. */
  private <T> List<T> array(Element<T> element) throws IOException {
    var elements = new ArrayList<T>(0);
    startArray();
    while (hasNext()) {
      elements.add(element.read());
    }
    return elements;
  }

  private static void expect(JsonToken found, JsonToken expected) {
    if (found != expected) {
      throw new EnvelopeException("not an envelope: " + found + " instead of " + expected);
    }
  }
}
