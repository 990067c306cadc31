package io.sidecast.cluster;

import io.sidecast.packet.Audience;
import io.sidecast.packet.Question;
import java.io.IOException;
import java.util.function.Function;

/** The fields of each kind of question. The numbers are part of the wire format. */
final class CborQuestions {

  static final CborKinds<Question> KINDS =
      new CborKinds<Question>("question")
          .with(1, Question.Emit.class, CborQuestions::write, CborQuestions::emit)
          .with(2, Question.Join.class, CborQuestions::write, CborQuestions::join)
          .with(3, Question.Leave.class, CborQuestions::write, CborQuestions::leave)
          .with(4, Question.Disconnect.class, CborQuestions::write, CborQuestions::disconnect)
          .with(5, Question.Sockets.class, CborQuestions::write, CborQuestions::sockets)
          .with(6, Question.Ids.class, CborQuestions::writeAudience, about(Question.Ids::new))
          .with(7, Question.Count.class, CborQuestions::writeAudience, about(Question.Count::new))
          .with(8, Question.Rooms.class, CborQuestions::writeAudience, about(Question.Rooms::new))
          .with(
              9,
              Question.ServerSideEmit.class,
              CborQuestions::write,
              CborQuestions::serverSideEmit);

  private CborQuestions() {}

  private static void writeAudience(CborWriter out, Question question) throws IOException {
    out.audience(question.audience());
  }

  private static <Q> CborKinds.Read<Q> about(Function<Audience, Q> question) {
    return in -> question.apply(in.audience());
  }

  private static void write(CborWriter out, Question.Emit emit) throws IOException {
    out.audience(emit.audience());
    out.packet(emit.event());
  }

  private static Question.Emit emit(CborReader in) throws IOException {
    return new Question.Emit(in.audience(), in.packet());
  }

  private static void write(CborWriter out, Question.Join join) throws IOException {
    out.audience(join.audience());
    out.texts(join.rooms());
  }

  private static Question.Join join(CborReader in) throws IOException {
    return new Question.Join(in.audience(), in.texts());
  }

  private static void write(CborWriter out, Question.Leave leave) throws IOException {
    out.audience(leave.audience());
    out.texts(leave.rooms());
  }

  private static Question.Leave leave(CborReader in) throws IOException {
    return new Question.Leave(in.audience(), in.texts());
  }

  private static void write(CborWriter out, Question.Disconnect disconnect) throws IOException {
    out.audience(disconnect.audience());
    out.flag(disconnect.close());
  }

  private static Question.Disconnect disconnect(CborReader in) throws IOException {
    return new Question.Disconnect(in.audience(), in.flag());
  }

  private static void write(CborWriter out, Question.Sockets sockets) throws IOException {
    out.audience(sockets.audience());
    out.number(sockets.limit());
  }

  private static Question.Sockets sockets(CborReader in) throws IOException {
    return new Question.Sockets(in.audience(), in.smallNumber());
  }

  private static void write(CborWriter out, Question.ServerSideEmit emit) throws IOException {
    out.audience(emit.audience());
    out.packet(emit.event());
  }

  private static Question.ServerSideEmit serverSideEmit(CborReader in) throws IOException {
    return new Question.ServerSideEmit(in.audience(), in.packet());
  }
}
