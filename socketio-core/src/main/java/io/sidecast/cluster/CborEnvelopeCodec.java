package io.sidecast.cluster;

import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.sidecast.packet.Payload;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Envelopes in CBOR (RFC 8949): one array {@code [version, kind, origin, sequence, fields…]}, the
 * fields depending on the kind. A change that old nodes cannot read gets a new version.
 */
final class CborEnvelopeCodec implements EnvelopeCodec {

  private static final int VERSION = 1;

  private static final int EMIT = 1;
  private static final int EMIT_WITH_ACK = 2;
  private static final int ACKS = 3;
  private static final int HELLO = 4;
  private static final int HEARTBEAT = 5;
  private static final int GOODBYE = 6;
  private static final int PROBE = 7;
  private static final int SERVER_SIDE_EMIT = 8;

  private final CBORFactory factory = new CBORFactory();

  @Override
  public byte[] encode(Envelope envelope) {
    try (var bytes = new ByteArrayBuilder(256);
        CBORGenerator generator = factory.createGenerator(bytes)) {
      var out = new CborWriter(generator);
      generator.writeStartArray();
      out.number(VERSION);
      out.number(kind(envelope.message()));
      out.text(envelope.origin().text());
      out.number(envelope.sequence());
      write(envelope.message(), out);
      generator.writeEndArray();
      generator.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new EnvelopeException("cannot encode an envelope", e);
    }
  }

  private static int kind(Message message) {
    if (message instanceof Message.Emit) {
      return EMIT;
    } else if (message instanceof Message.EmitWithAck) {
      return EMIT_WITH_ACK;
    } else if (message instanceof Message.Acks) {
      return ACKS;
    } else if (message instanceof Message.Hello) {
      return HELLO;
    } else if (message instanceof Message.Heartbeat) {
      return HEARTBEAT;
    } else if (message instanceof Message.Goodbye) {
      return GOODBYE;
    } else if (message instanceof Message.ServerSideEmit) {
      return SERVER_SIDE_EMIT;
    }
    return PROBE;
  }

  private static void write(Message message, CborWriter out) throws IOException {
    if (message instanceof Message.Emit emit) {
      out.audience(emit.audience());
      out.packet(emit.packet());
    } else if (message instanceof Message.EmitWithAck emit) {
      out.number(emit.requestId());
      out.audience(emit.audience());
      out.packet(emit.packet());
      out.number(emit.timeout().toMillis());
    } else if (message instanceof Message.Acks acks) {
      out.number(acks.requestId());
      out.number(acks.clients());
      out.payloads(acks.answers());
    } else if (message instanceof Message.Hello hello) {
      out.node(hello.node());
    } else if (message instanceof Message.Heartbeat heartbeat) {
      out.node(heartbeat.node());
    } else if (message instanceof Message.ServerSideEmit emit) {
      out.text(emit.namespace());
      out.packet(emit.packet());
    } else if (message instanceof Message.Probe probe) {
      out.number(probe.number());
    }
  }

  @Override
  public Envelope decode(byte[] bytes) {
    try (var parser = factory.createParser(bytes)) {
      var in = new CborReader(parser);
      in.startArray();
      long version = in.number();
      if (version != VERSION) {
        throw new EnvelopeException("unknown envelope version " + version);
      }
      int kind = (int) in.number();
      var origin = new NodeId(in.text());
      long sequence = in.number();
      Message message = read(kind, origin, in);
      in.endArray();
      return new Envelope(origin, sequence, message);
    } catch (IOException | IllegalArgumentException e) {
      throw new EnvelopeException("not an envelope: " + e.getMessage(), e);
    }
  }

  private static Message read(int kind, NodeId origin, CborReader in) throws IOException {
    return switch (kind) {
      case EMIT -> new Message.Emit(in.audience(), in.packet());
      case EMIT_WITH_ACK ->
          new Message.EmitWithAck(
              in.number(), in.audience(), in.packet(), Duration.ofMillis(in.number()));
      case ACKS -> new Message.Acks(in.number(), (int) in.number(), payloads(in));
      case HELLO -> new Message.Hello(node(origin, in));
      case HEARTBEAT -> new Message.Heartbeat(node(origin, in));
      case GOODBYE -> new Message.Goodbye();
      case PROBE -> new Message.Probe(in.number());
      case SERVER_SIDE_EMIT -> new Message.ServerSideEmit(in.text(), in.packet());
      default -> throw new EnvelopeException("unknown envelope kind " + kind);
    };
  }

  private static NodeInfo node(NodeId origin, CborReader in) throws IOException {
    return new NodeInfo(origin, Instant.ofEpochMilli(in.number()), in.text());
  }

  private static List<Payload> payloads(CborReader in) throws IOException {
    var payloads = new ArrayList<Payload>();
    in.startArray();
    while (in.hasNext()) {
      in.startArrayHere();
      byte[] body = in.binary();
      payloads.add(new Payload(body, in.binaries()));
      in.endArray();
    }
    return payloads;
  }
}
