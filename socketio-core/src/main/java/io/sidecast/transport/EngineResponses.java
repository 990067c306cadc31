package io.sidecast.transport;

import io.sidecast.engine.HandshakeError;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What the engine's requests are answered, in one place. Any thread. */
final class EngineResponses {

  private static final HttpAnswer POSTED = HttpAnswer.of(200, "text/html", ascii("ok"));

  private EngineResponses() {}

  /** The packets that a poll has waited for. */
  static HttpAnswer poll(byte[] payload, String contentType) {
    var headers = Map.of("content-type", contentType, "cache-control", "no-store");
    return new HttpAnswer(200, headers, payload, false);
  }

  /** The same, compressed. */
  static HttpAnswer poll(byte[] payload, String contentType, ContentEncoding encoding) {
    var headers =
        Map.of(
            "content-type",
            contentType,
            "content-encoding",
            encoding.token(),
            "cache-control",
            "no-store");
    return new HttpAnswer(200, headers, encoding.encode(payload), false);
  }

  /** The packets of a POST were taken, or could not be parsed, which closes the session anyway. */
  static HttpAnswer posted() {
    return POSTED;
  }

  static HttpAnswer refused(HandshakeError refusal) {
    return refused(refusal, refusal.message());
  }

  static HttpAnswer refused(HandshakeError refusal, String message) {
    int status = refusal == HandshakeError.FORBIDDEN ? 403 : 400;
    String json = "{\"code\":" + refusal.code() + ",\"message\":" + quoted(message) + "}";
    return HttpAnswer.of(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  /** To a request that wanted to become a WebSocket; it is over for that connection. */
  static HttpAnswer refusedUpgrade(String message) {
    return HttpAnswer.of(400, "text/html", message.getBytes(StandardCharsets.UTF_8)).closing();
  }

  /** The client does two things at once of which it may do one, or sends what it may not. */
  static HttpAnswer misuse() {
    return HttpAnswer.empty(400);
  }

  /** A method that a session does not know; the reference server calls it its own error. */
  static HttpAnswer unknownMethod() {
    return HttpAnswer.empty(500);
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
