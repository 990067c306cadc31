package io.sidecast.cluster.message;

import io.sidecast.cluster.TraceContext;
import java.io.IOException;

/** The fields of each kind of message. The numbers are part of the wire format. */
final class CborMessages {

  private static final int EMIT = 1;
  private static final int REQUEST = 2;
  private static final int SERVER_SIDE_EMIT = 8;
  private static final int BATCH = 15;
  private static final int TRACED = 16;

  static final CborKinds<Message> KINDS =
      new CborKinds<Message>("envelope")
          .with(EMIT, Message.Emit.class, CborMessages::write, CborMessages::emit)
          .with(REQUEST, Message.Request.class, CborMessages::write, CborMessages::request)
          .with(3, Message.Response.class, CborMessages::write, CborMessages::response)
          .with(4, Message.Hello.class, CborMessages::write, CborMessages::hello)
          .with(5, Message.Heartbeat.class, CborMessages::write, CborMessages::heartbeat)
          .with(6, Message.Goodbye.class, (out, goodbye) -> {}, in -> new Message.Goodbye())
          .with(7, Message.Probe.class, CborMessages::write, CborMessages::probe)
          .with(
              SERVER_SIDE_EMIT,
              Message.ServerSideEmit.class,
              CborMessages::write,
              CborMessages::serverSideEmit)
          .with(9, Message.Welcome.class, CborMessages::write, CborMessages::welcome)
          .with(10, Message.Forwarded.class, CborMessages::write, CborMessages::forwarded)
          .with(11, Message.RegisterSidRoom.class, CborMessages::write, CborMessages::register)
          .with(12, Message.UnregisterSidRoom.class, CborMessages::write, CborMessages::unregister)
          .with(
              13,
              Message.DeliveryModeChanged.class,
              CborMessages::write,
              CborMessages::deliveryModeChanged)
          .with(14, Message.RequestFailed.class, CborMessages::write, CborMessages::requestFailed)
          .with(BATCH, Message.Batch.class, CborMessages::write, CborMessages::batch)
          .with(TRACED, Message.Traced.class, CborMessages::write, CborMessages::traced);

  private CborMessages() {}

  private static void write(CborWriter out, Message.Emit emit) throws IOException {
    out.audience(emit.audience());
    out.packet(emit.packet());
  }

  private static Message.Emit emit(CborReader in) throws IOException {
    return new Message.Emit(in.audience(), in.packet());
  }

  private static void write(CborWriter out, Message.Request request) throws IOException {
    out.nodeId(request.requester());
    out.number(request.id());
    out.duration(request.timeout());
    out.number(request.stamp());
    CborRequests.KINDS.write(request.content(), out);
  }

  private static Message.Request request(CborReader in) throws IOException {
    return new Message.Request(
        in.nodeId(), in.number(), in.duration(), in.number(), CborRequests.KINDS.read(in));
  }

  private static void write(CborWriter out, Message.Response response) throws IOException {
    out.number(response.requestId());
    out.number(response.expected());
    out.list(response.parts(), part -> CborResponseParts.KINDS.write(part, out));
  }

  private static Message.Response response(CborReader in) throws IOException {
    return new Message.Response(
        in.number(), in.smallNumber(), in.list(() -> CborResponseParts.KINDS.read(in)));
  }

  private static void write(CborWriter out, Message.RequestFailed failed) throws IOException {
    out.number(failed.requestId());
    out.text(failed.reason());
  }

  private static Message.RequestFailed requestFailed(CborReader in) throws IOException {
    return new Message.RequestFailed(in.number(), in.text());
  }

  private static void write(CborWriter out, Message.Hello hello) throws IOException {
    write(out, hello.sender());
    out.flag(hello.isMember());
  }

  private static Message.Hello hello(CborReader in) throws IOException {
    return new Message.Hello(announcement(in), in.flag());
  }

  private static void write(CborWriter out, Message.Heartbeat heartbeat) throws IOException {
    write(out, heartbeat.sender());
  }

  private static Message.Heartbeat heartbeat(CborReader in) throws IOException {
    return new Message.Heartbeat(announcement(in));
  }

  private static void write(CborWriter out, Message.Probe probe) throws IOException {
    out.number(probe.stamp());
    out.number(probe.nonce());
  }

  private static Message.Probe probe(CborReader in) throws IOException {
    return new Message.Probe(in.number(), in.number());
  }

  private static void write(CborWriter out, Message.ServerSideEmit emit) throws IOException {
    out.text(emit.namespace());
    out.packet(emit.packet());
  }

  private static Message.ServerSideEmit serverSideEmit(CborReader in) throws IOException {
    return new Message.ServerSideEmit(in.text(), in.packet());
  }

  private static void write(CborWriter out, Message.Welcome welcome) throws IOException {
    write(out, welcome.sender());
    out.nodeIds(welcome.others());
  }

  private static Message.Welcome welcome(CborReader in) throws IOException {
    return new Message.Welcome(announcement(in), in.nodeIds());
  }

  private static void write(CborWriter out, Message.Forwarded forwarded) throws IOException {
    out.number(forwarded.requestId());
    out.nodeIds(forwarded.nodes());
  }

  private static Message.Forwarded forwarded(CborReader in) throws IOException {
    return new Message.Forwarded(in.number(), in.nodeIds());
  }

  private static void write(CborWriter out, Message.RegisterSidRoom register) throws IOException {
    out.number(register.requestId());
    write(out, register.room());
  }

  private static Message.RegisterSidRoom register(CborReader in) throws IOException {
    return new Message.RegisterSidRoom(in.number(), room(in));
  }

  private static void write(CborWriter out, Message.UnregisterSidRoom ended) throws IOException {
    write(out, ended.room());
  }

  private static Message.UnregisterSidRoom unregister(CborReader in) throws IOException {
    return new Message.UnregisterSidRoom(room(in));
  }

  private static void write(CborWriter out, Message.DeliveryModeChanged changed)
      throws IOException {
    out.number(changed.requestId());
    write(out, changed.deliveryMode());
  }

  private static Message.DeliveryModeChanged deliveryModeChanged(CborReader in) throws IOException {
    return new Message.DeliveryModeChanged(in.number(), deliveryMode(in));
  }

  private static void write(CborWriter out, Message.Batch batch) throws IOException {
    out.list(batch.messages(), message -> KINDS.write(message, out));
  }

  private static Message.Batch batch(CborReader in) throws IOException {
    return new Message.Batch(in.list(1, Message.Batch.MAX_MESSAGES, () -> inBatch(in)));
  }

  private static Message inBatch(CborReader in) throws IOException {
    long kind = in.number();
    if (kind == BATCH) {
      throw new EnvelopeException("not an envelope: a batch within a batch");
    }
    return KINDS.readFields(kind, in);
  }

  private static void write(CborWriter out, Message.Traced traced) throws IOException {
    out.text(traced.trace().traceparent());
    out.text(traced.trace().tracestate());
    KINDS.write(traced.message(), out);
  }

  private static Message.Traced traced(CborReader in) throws IOException {
    return new Message.Traced(new TraceContext(in.text(), in.text()), traceable(in));
  }

  /** Reads the kind before the fields, so that no message is within another without end. */
  private static Message.Traceable traceable(CborReader in) throws IOException {
    long kind = in.number();
    if (kind == EMIT) {
      return emit(in);
    } else if (kind == REQUEST) {
      return request(in);
    } else if (kind == SERVER_SIDE_EMIT) {
      return serverSideEmit(in);
    }
    throw new EnvelopeException("not an envelope: a trace of the kind " + kind);
  }

  private static void write(CborWriter out, NodeAnnouncement announcement) throws IOException {
    out.number(announcement.stamp());
    out.node(announcement.node());
    out.number(announcement.roomBuckets());
    write(out, announcement.deliveryMode());
  }

  private static NodeAnnouncement announcement(CborReader in) throws IOException {
    return new NodeAnnouncement(in.number(), in.node(), in.smallNumber(), deliveryMode(in));
  }

  private static void write(CborWriter out, DeliveryMode deliveryMode) throws IOException {
    out.number(deliveryMode.change());
    out.flag(deliveryMode.isActive());
  }

  private static DeliveryMode deliveryMode(CborReader in) throws IOException {
    return new DeliveryMode(in.smallNumber(), in.flag());
  }

  private static void write(CborWriter out, SidRoom room) throws IOException {
    out.text(room.namespace());
    out.text(room.name());
  }

  private static SidRoom room(CborReader in) throws IOException {
    SidRoom room = SidRoom.of(in.text(), in.text());
    if (room == null) {
      throw new EnvelopeException("not an envelope: the room is not named like a socket id");
    }
    return room;
  }
}
