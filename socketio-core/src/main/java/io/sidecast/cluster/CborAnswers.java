package io.sidecast.cluster;

import io.sidecast.packet.Answer;
import java.io.IOException;

/** The fields of each kind of answer. The numbers are part of the wire format. */
final class CborAnswers {

  static final CborKinds<Answer> KINDS =
      new CborKinds<Answer>("answer")
          .with(1, Answer.Acknowledgement.class, CborAnswers::write, CborAnswers::acknowledgement)
          .with(2, Answer.Total.class, CborAnswers::write, CborAnswers::total)
          .with(3, Answer.Name.class, CborAnswers::write, CborAnswers::name)
          .with(4, Answer.SocketDescription.class, CborAnswers::write, CborAnswers::description);

  private CborAnswers() {}

  private static void write(CborWriter out, Answer.Acknowledgement answer) throws IOException {
    out.payload(answer.arguments());
  }

  private static Answer.Acknowledgement acknowledgement(CborReader in) throws IOException {
    return new Answer.Acknowledgement(in.payload());
  }

  private static void write(CborWriter out, Answer.Total answer) throws IOException {
    out.number(answer.value());
  }

  private static Answer.Total total(CborReader in) throws IOException {
    return new Answer.Total(in.number());
  }

  private static void write(CborWriter out, Answer.Name answer) throws IOException {
    out.text(answer.text());
  }

  private static Answer.Name name(CborReader in) throws IOException {
    return new Answer.Name(in.text());
  }

  private static void write(CborWriter out, Answer.SocketDescription answer) throws IOException {
    out.text(answer.id());
    out.texts(answer.rooms());
    out.payload(answer.details());
  }

  private static Answer.SocketDescription description(CborReader in) throws IOException {
    return new Answer.SocketDescription(in.text(), in.texts(), in.payload());
  }
}
