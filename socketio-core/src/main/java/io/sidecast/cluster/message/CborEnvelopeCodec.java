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

  private final CBORFactory factory = new CBORFactory();

  /** Encodes an envelope. */
  public byte[] encode(Envelope envelope) {
    try (var bytes = new ByteArrayBuilder(256);
        CBORGenerator generator = factory.createGenerator(bytes)) {
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

  /**
   * Reads an envelope.
   *
   * @throws EnvelopeException for anything that is not an envelope of a known version and kind
   */
  public Envelope decode(byte[] bytes) {
    try (var parser = factory.createParser(bytes)) {
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
      return new Envelope(origin, sequence, message);
    } catch (IOException | IllegalArgumentException e) {
      throw new EnvelopeException(
          "not an envelope: " + ExceptionText.of(e), ExceptionText.cause(e));
    }
  }
}
