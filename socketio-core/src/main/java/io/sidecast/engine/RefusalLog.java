package io.sidecast.engine;

import io.sidecast.log.RateLimitedLog;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of refused requests and clients, with at most one line a second for each kind of refusal.
 * A line reports the number of suppressed lines of its kind before it. Lines contain no query, no
 * field value and no session id; text of clients is shortened and escaped. Thread-safe.
 */
public final class RefusalLog {

  private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int MAX_CLIENT_TEXT = 64;

  private final LongSupplier nanoTime;
  private final Map<String, RateLimitedLog> kinds = new ConcurrentHashMap<>();

  /** Creates a log without lines. */
  public RefusalLog() {
    this(System::nanoTime);
  }

  RefusalLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Logs the refusal of a request or a client, with the level INFO.
   *
   * @param kind the cause: one of a few texts of the program, never text of a client
   * @param subject describes the refused request or client; called only if the line is written
   */
  public void refused(String kind, Supplier<String> subject) {
    of(kind).info(() -> "refused: " + kind + ": " + subject.get());
  }

  /**
   * Logs the failure of a request by an exception of the server or of user code, with the level
   * WARN and the stack trace.
   *
   * @param kind the failed part: one of a few texts of the program
   * @param subject describes the request; called only if the line is written
   * @param failure the exception
   */
  public void failed(String kind, Supplier<String> subject, Throwable failure) {
    of(kind).warn(() -> "failed: " + kind + ": " + subject.get(), failure);
  }

  /**
   * Makes text of a client safe for a log.
   *
   * @param text any text
   * @return at most 64 of its characters; all that are not printable ASCII are escaped
   */
  public static String shorten(String text) {
    int length = Math.min(text.length(), MAX_CLIENT_TEXT);
    var shortened = new StringBuilder(length + 3);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 127) {
        shortened.append(c);
      } else {
        shortened.append(String.format("\\u%04x", (int) c));
      }
    }
    return text.length() > length ? shortened.append("...").toString() : shortened.toString();
  }

  private RateLimitedLog of(String kind) {
    return kinds.computeIfAbsent(kind, absent -> new RateLimitedLog(log, INTERVAL, nanoTime));
  }
}
