package io.sidecast.transport.polling;

import io.sidecast.http.HandshakeError;
import io.sidecast.http.HttpResponse;
import io.sidecast.transport.encoding.ContentEncoding;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The responses to the engine's requests. Thread-safe. */
public final class EngineResponses {

  private static final HttpResponse POSTED = HttpResponse.of(200, "text/html", ascii("ok"));

  private EngineResponses() {}

  /** Returns the response to a poll, with its packets. */
  static HttpResponse poll(byte[] payload, String contentType) {
    var headers = Map.of("content-type", contentType, "cache-control", "no-store");
    return new HttpResponse(200, headers, payload, false);
  }

  /** Returns the response to a poll, with its packets compressed. */
  static HttpResponse poll(byte[] payload, String contentType, ContentEncoding encoding) {
    var headers =
        Map.of(
            "content-type",
            contentType,
            "content-encoding",
            encoding.token(),
            "cache-control",
            "no-store");
    return new HttpResponse(200, headers, encoding.encode(payload), false);
  }

  /**
   * Returns the response to a POST whose packets were accepted, or could not be parsed: a parse
   * error closes the session.
   */
  static HttpResponse accepted() {
    return POSTED;
  }

  static HttpResponse refused(HandshakeError refusal) {
    return refused(refusal, refusal.message());
  }

  public static HttpResponse refused(HandshakeError refusal, String message) {
    String json = "{\"code\":" + refusal.code() + ",\"message\":" + quoted(message) + "}";
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    HttpResponse response = HttpResponse.of(refusal.status(), "application/json", body);
    return refusal == HandshakeError.TOO_MANY_SESSIONS ? response.withClose() : response;
  }

  /**
   * Returns the response to a refused opening handshake of a WebSocket. The connection is closed
   * after it. The status of an application's refusal is 400, as that of the reference server.
   */
  public static HttpResponse refusedUpgrade(HandshakeError refusal, String message) {
    int status = refusal == HandshakeError.FORBIDDEN ? 400 : refusal.status();
    return HttpResponse.of(status, "text/html", message.getBytes(StandardCharsets.UTF_8))
        .withClose();
  }

  /**
   * Returns the response to a client that breaks the rules of polling, for example by overlapping
   * polls.
   */
  static HttpResponse badRequest() {
    return HttpResponse.empty(400);
  }

  /**
   * Returns the response to an unknown method. The reference server also responds with the status
   * 500.
   */
  static HttpResponse unknownMethod() {
    return HttpResponse.empty(500);
  }

  private static String quoted(String text) {
    var json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
