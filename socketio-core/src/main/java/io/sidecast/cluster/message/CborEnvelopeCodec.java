package io.sidecast.cluster.message;

import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.sidecast.cluster.NodeId;
import io.sidecast.log.ExceptionText;
import java.io.IOException;

/**
 * The envelope format in CBOR (RFC 8949): one array {@code [version, kind, origin, sequence,
 * fields…]}. The fields depend on the kind: {@link CborMessages}, {@link CborRequests}, {@link
 * CborResponseParts}. Older nodes drop a new kind; a change that they would misread needs a new
 * version. Thread-safe.
 */
public final class CborEnvelopeCodec {

  private static final int VERSION = 2;
  private static final byte[] NO_HEADER = new byte[256];

  private final CBORFactory factory = new CBORFactory();

  /** Encodes an envelope without a header. */
  public byte[] encode(Envelope envelope) {
    return encode(envelope, 0);
  }

  /**
   * Encodes an envelope.
   *
   * @param headerBytes the number of bytes to leave free before it, at most 256
   */
  byte[] encode(Envelope envelope, int headerBytes) {
    try (var bytes = new ByteArrayBuilder(256 + headerBytes);
        CBORGenerator generator = factory.createGenerator(bytes)) {
      bytes.write(NO_HEADER, 0, headerBytes);
      var out = new CborWriter(generator);
      generator.writeStartArray();
      out.number(VERSION);
      out.number(CborMessages.KINDS.numberOf(envelope.message()));
      out.text(envelope.origin().text());
      out.number(envelope.sequence());
      CborMessages.KINDS.writeFields(envelope.message(), out);
      generator.writeEndArray();
      generator.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new EnvelopeException("cannot encode an envelope", e);
    }
  }

  /** Reads an envelope without a header. */
  public Envelope decode(byte[] bytes) {
    return decode(bytes, 0);
  }

  /**
   * Reads an envelope.
   *
   * @param headerBytes the number of bytes before it
   * @throws EnvelopeException for anything that is not an envelope of a known version and kind
   */
  Envelope decode(byte[] bytes, int headerBytes) {
    try (var parser = factory.createParser(bytes, headerBytes, bytes.length - headerBytes)) {
      var in = new CborReader(parser);
      in.startArray();
      long version = in.number();
      if (version != VERSION) {
        throw new EnvelopeException("unknown envelope version " + version);
      }
      long kind = in.number();
      var origin = new NodeId(in.text());
      long sequence = in.number();
      Message message = CborMessages.KINDS.readFields(kind, in);
      in.endArray();
      in.end();
      return new Envelope(origin, sequence, message);
    } catch (IOException | IllegalArgumentException e) {
      throw new EnvelopeException(
          "not an envelope: " + ExceptionText.of(e), ExceptionText.cause(e));
    }
  }
}
