package io.sidecast.cluster.message;

import io.sidecast.operation.ResponsePart;
import java.io.IOException;

/** The fields of each kind of response part. The numbers are part of the wire format. */
final class CborResponseParts {

  static final CborKinds<ResponsePart> KINDS =
      new CborKinds<ResponsePart>("response part")
          .with(
              1,
              ResponsePart.Acknowledgement.class,
              CborResponseParts::write,
              CborResponseParts::acknowledgement)
          .with(2, ResponsePart.Total.class, CborResponseParts::write, CborResponseParts::total)
          .with(3, ResponsePart.Name.class, CborResponseParts::write, CborResponseParts::name)
          .with(
              4,
              ResponsePart.SocketDescription.class,
              CborResponseParts::write,
              CborResponseParts::description);

  private CborResponseParts() {}

  private static void write(CborWriter out, ResponsePart.Acknowledgement part) throws IOException {
    out.payload(part.arguments());
  }

  private static ResponsePart.Acknowledgement acknowledgement(CborReader in) throws IOException {
    return new ResponsePart.Acknowledgement(in.payload());
  }

  private static void write(CborWriter out, ResponsePart.Total part) throws IOException {
    out.number(part.value());
  }

  private static ResponsePart.Total total(CborReader in) throws IOException {
    return new ResponsePart.Total(in.number());
  }

  private static void write(CborWriter out, ResponsePart.Name part) throws IOException {
    out.text(part.text());
  }

  private static ResponsePart.Name name(CborReader in) throws IOException {
    return new ResponsePart.Name(in.text());
  }

  private static void write(CborWriter out, ResponsePart.SocketDescription part)
      throws IOException {
    out.text(part.id());
    out.texts(part.rooms());
    out.payload(part.details());
  }

  private static ResponsePart.SocketDescription description(CborReader in) throws IOException {
    return new ResponsePart.SocketDescription(in.text(), in.texts(), in.payload());
  }
}
