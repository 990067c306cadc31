package io.sidecast.cluster;

import java.io.IOException;

/** The fields of each kind of message. The numbers are part of the wire format. */
final class CborMessages {

  static final CborKinds<Message> KINDS =
      new CborKinds<Message>("envelope")
          .with(1, Message.Emit.class, CborMessages::write, CborMessages::emit)
          .with(2, Message.Request.class, CborMessages::write, CborMessages::request)
          .with(3, Message.Reply.class, CborMessages::write, CborMessages::reply)
          .with(4, Message.Hello.class, CborMessages::write, CborMessages::hello)
          .with(5, Message.Heartbeat.class, CborMessages::write, CborMessages::heartbeat)
          .with(6, Message.Goodbye.class, (out, goodbye) -> {}, in -> new Message.Goodbye())
          .with(7, Message.Probe.class, CborMessages::write, CborMessages::probe)
          .with(8, Message.ServerSideEmit.class, CborMessages::write, CborMessages::serverSideEmit)
          .with(9, Message.Welcome.class, CborMessages::write, CborMessages::welcome)
          .with(10, Message.PassedOn.class, CborMessages::write, CborMessages::passedOn)
          .with(11, Message.Visit.class, CborMessages::write, CborMessages::visit)
          .with(12, Message.VisitEnded.class, CborMessages::write, CborMessages::visitEnded)
          .with(
              13, Message.FallbackChanged.class, CborMessages::write, CborMessages::fallbackChanged)
          .with(14, Message.ReplyFailed.class, CborMessages::write, CborMessages::replyFailed);

  private CborMessages() {}

  private static void write(CborWriter out, Message.Emit emit) throws IOException {
    out.audience(emit.audience());
    out.packet(emit.packet());
  }

  private static Message.Emit emit(CborReader in) throws IOException {
    return new Message.Emit(in.audience(), in.packet());
  }

  private static void write(CborWriter out, Message.Request request) throws IOException {
    out.nodeId(request.asker());
    out.number(request.id());
    out.duration(request.timeout());
    out.number(request.stamp());
    CborQuestions.KINDS.write(request.question(), out);
  }

  private static Message.Request request(CborReader in) throws IOException {
    return new Message.Request(
        in.nodeId(), in.number(), in.duration(), in.number(), CborQuestions.KINDS.read(in));
  }

  private static void write(CborWriter out, Message.Reply reply) throws IOException {
    out.number(reply.requestId());
    out.number(reply.expected());
    out.list(reply.answers(), answer -> CborAnswers.KINDS.write(answer, out));
  }

  private static Message.Reply reply(CborReader in) throws IOException {
    return new Message.Reply(
        in.number(), in.smallNumber(), in.list(() -> CborAnswers.KINDS.read(in)));
  }

  private static void write(CborWriter out, Message.ReplyFailed failed) throws IOException {
    out.number(failed.requestId());
    out.text(failed.reason());
  }

  private static Message.ReplyFailed replyFailed(CborReader in) throws IOException {
    return new Message.ReplyFailed(in.number(), in.text());
  }

  private static void write(CborWriter out, Message.Hello hello) throws IOException {
    write(out, hello.sender());
    out.flag(hello.isMember());
  }

  private static Message.Hello hello(CborReader in) throws IOException {
    return new Message.Hello(presence(in), in.flag());
  }

  private static void write(CborWriter out, Message.Heartbeat heartbeat) throws IOException {
    write(out, heartbeat.sender());
  }

  private static Message.Heartbeat heartbeat(CborReader in) throws IOException {
    return new Message.Heartbeat(presence(in));
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
    return new Message.Welcome(presence(in), in.nodeIds());
  }

  private static void write(CborWriter out, Message.PassedOn passedOn) throws IOException {
    out.number(passedOn.requestId());
    out.nodeIds(passedOn.nodes());
  }

  private static Message.PassedOn passedOn(CborReader in) throws IOException {
    return new Message.PassedOn(in.number(), in.nodeIds());
  }

  private static void write(CborWriter out, Message.Visit visit) throws IOException {
    out.number(visit.requestId());
    write(out, visit.room());
  }

  private static Message.Visit visit(CborReader in) throws IOException {
    return new Message.Visit(in.number(), room(in));
  }

  private static void write(CborWriter out, Message.VisitEnded ended) throws IOException {
    write(out, ended.room());
  }

  private static Message.VisitEnded visitEnded(CborReader in) throws IOException {
    return new Message.VisitEnded(room(in));
  }

  private static void write(CborWriter out, Message.FallbackChanged changed) throws IOException {
    out.number(changed.requestId());
    write(out, changed.fallback());
  }

  private static Message.FallbackChanged fallbackChanged(CborReader in) throws IOException {
    return new Message.FallbackChanged(in.number(), fallback(in));
  }

  private static void write(CborWriter out, Presence presence) throws IOException {
    out.number(presence.stamp());
    out.node(presence.node());
    out.number(presence.roomBuckets());
    write(out, presence.fallback());
  }

  private static Presence presence(CborReader in) throws IOException {
    return new Presence(in.number(), in.node(), in.smallNumber(), fallback(in));
  }

  private static void write(CborWriter out, Fallback fallback) throws IOException {
    out.number(fallback.change());
    out.flag(fallback.isActive());
  }

  private static Fallback fallback(CborReader in) throws IOException {
    return new Fallback(in.smallNumber(), in.flag());
  }

  private static void write(CborWriter out, SidRoom room) throws IOException {
    out.text(room.namespace());
    out.text(room.name());
  }

  private static SidRoom room(CborReader in) throws IOException {
    SidRoom room = SidRoom.of(in.text(), in.text());
    if (room == null) {
      throw new EnvelopeException("a visit to a room that has not the form of a socket id");
    }
    return room;
  }
}
