package io.sidecast.transport;

import io.sidecast.engine.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What the engine's requests are answered, in one place. Any thread. */
final class EngineAnswers {

  private static final HttpAnswer POSTED = HttpAnswer.of(200, "text/html", ascii("ok"));
  private static final Map<String, String> POLL_HEADERS =
      Map.of("content-type", "text/plain; charset=UTF-8", "cache-control", "no-store");

  private EngineAnswers() {}

  /** The packets that a poll has waited for. */
  static HttpAnswer poll(byte[] payload) {
    return new HttpAnswer(200, POLL_HEADERS, payload, false);
  }

  /** The packets of a POST were taken, or could not be parsed, which closes the session anyway. */
  static HttpAnswer posted() {
    return POSTED;
  }

  static HttpAnswer refused(Refusal refusal) {
    int status = refusal == Refusal.FORBIDDEN ? 403 : 400;
    String json = "{\"code\":" + refusal.code() + ",\"message\":\"" + refusal.message() + "\"}";
    return HttpAnswer.of(status, "application/json", ascii(json));
  }

  /** To a request that wanted to become a WebSocket; it is over for that connection. */
  static HttpAnswer refusedUpgrade(Refusal refusal) {
    return HttpAnswer.of(400, "text/html", ascii(refusal.message())).closing();
  }

  /** The client does two things at once of which it may do one, or sends what it may not. */
  static HttpAnswer misuse() {
    return HttpAnswer.empty(400);
  }

  static HttpAnswer tooLarge() {
    return HttpAnswer.empty(413);
  }

  /** A method that a session does not know; the reference server calls it its own error. */
  static HttpAnswer unknownMethod() {
    return HttpAnswer.empty(500);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
