package io.sidecast.transport.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.sidecast.http.HttpResponse;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reason for which a request is refused before it reaches the router. Immutable.
 *
 * @param status the status code of the response
 * @param reason the text for the client and the log
 */
record MalformedRequest(int status, String reason) {

  /** The limit of heads that are not measured. */
  static final int NO_LIMIT = Integer.MAX_VALUE;

  private static final int LINE_EXTRA = " ".length() + " HTTP/1.1\r\n".length();
  private static final int FIELD_EXTRA = ": \r\n".length();
  private static final MalformedRequest NOT_HTTP =
      new MalformedRequest(400, "malformed HTTP request");
  private static final MalformedRequest LINE_TOO_LONG =
      new MalformedRequest(414, "the request line is longer than the server allows");
  private static final MalformedRequest HEAD_TOO_LARGE =
      new MalformedRequest(431, "the head of the request is larger than the server allows");
  private static final MalformedRequest OTHER_VERSION =
      new MalformedRequest(505, "the server supports HTTP/1.1 only");
  private static final MalformedRequest NO_HOST =
      new MalformedRequest(400, "the request has no field Host");
  private static final MalformedRequest AMBIGUOUS =
      new MalformedRequest(400, "the request has two fields Host or Origin");
  private static final MalformedRequest BAD_BODY =
      new MalformedRequest(400, "malformed body of an HTTP request");
  private static final MalformedRequest CHUNK_LINE_TOO_LONG =
      new MalformedRequest(413, "the extensions of a chunk are longer than the server allows");
  private static final MalformedRequest TRAILER_TOO_LARGE =
      new MalformedRequest(431, "the trailer of the request is larger than the server allows");

  /**
   * Returns the reason for which a request is refused; null if the request is well-formed and its
   * head does not exceed the limit in bytes.
   */
  static @Nullable MalformedRequest of(HttpRequest request, int maxHeaderSize) {
    DecoderResult result = request.decoderResult();
    if (result.isFailure()) {
      return classify(result, NOT_HTTP, LINE_TOO_LONG, HEAD_TOO_LARGE);
    }
    if (request.protocolVersion().majorVersion() != 1) {
      return OTHER_VERSION;
    }
    if (request.protocolVersion().minorVersion() > 0
        && !request.headers().contains(HttpHeaderNames.HOST)) {
      return NO_HOST; // RFC 9112, section 3.2; HTTP/1.0 does not have the field
    }
    if (isRepeated(request, HttpHeaderNames.HOST) || isRepeated(request, HttpHeaderNames.ORIGIN)) {
      return AMBIGUOUS;
    }
    return maxHeaderSize != NO_LIMIT && size(request) > maxHeaderSize ? HEAD_TOO_LARGE : null;
  }

  private static boolean isRepeated(HttpRequest request, CharSequence field) {
    Iterator<String> values = request.headers().valueStringIterator(field);
    if (!values.hasNext()) {
      return false;
    }
    values.next();
    return values.hasNext();
  }

  static MalformedRequest ofBody(DecoderResult failure) {
    return classify(failure, BAD_BODY, CHUNK_LINE_TOO_LONG, TRAILER_TOO_LARGE);
  }

  HttpResponse answer() {
    return HttpResponse.text(status, reason).withClose();
  }

  private static MalformedRequest classify(DecoderResult failure, MalformedRequest... kinds) {
    Throwable cause = failure.cause();
    if (cause instanceof TooLongHttpLineException) {
      return kinds[1];
    }
    return cause instanceof TooLongHttpHeaderException ? kinds[2] : kinds[0];
  }

  /**
   * Returns the size of the head. The codec limits the request line and the fields only separately.
   */
  private static long size(HttpRequest request) {
    long size = LINE_EXTRA;
    size += request.method().name().length();
    size += request.uri().length();
    Iterator<Map.Entry<CharSequence, CharSequence>> fields =
        request.headers().iteratorCharSequence();
    while (fields.hasNext()) {
      Map.Entry<CharSequence, CharSequence> field = fields.next();
      size += field.getKey().length();
      size += field.getValue().length();
      size += FIELD_EXTRA;
    }
    return size;
  }
}
