package io.sidecast.transport.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the memory of the header fields of a session, which are stored as long as the session:
 * in the form of Sidecast, of Netty, and of the JDK. The result that counts is {@code bytes}, the
 * memory of one session.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class HeadersBenchmark {

  private static final int SESSIONS = 20_000;

  /** The opening handshake of a browser. */
  private static final String REQUEST =
      """
      GET /socket.io/?EIO=4&transport=websocket HTTP/1.1
      Host: chat.example.com
      Connection: Upgrade
      Pragma: no-cache
      Cache-Control: no-cache
      User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36
      Upgrade: websocket
      Origin: https://chat.example.com
      Sec-WebSocket-Version: 13
      Accept-Encoding: gzip, deflate, br, zstd
      Accept-Language: en-GB,en;q=0.9
      Cookie: session=Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits

      """
          .replace("\n", "\r\n");

  private final EmbeddedChannel decoder = new EmbeddedChannel(new HttpRequestDecoder());

  /** The memory of one session. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Session {
    /** The memory of one session, in bytes. */
    public long bytes;
  }

  /** Whether the names and values are the ones of browsers, or other ones of the same length. */
  @Param({"true", "false"})
  private boolean common;

  /** The fields as Sidecast stores them. */
  @Benchmark
  public Object sidecast(Session session) {
    return store(session, fields -> CompactMultimap.of(byName(fields)));
  }

  /** The fields as Netty's decoder returns them. */
  @Benchmark
  public Object netty(Session session) {
    return store(session, fields -> fields);
  }

  /** The fields in an ordered map of the JDK. */
  @Benchmark
  public Object jdk(Session session) {
    return store(session, HeadersBenchmark::byName);
  }

  private Object store(Session session, Function<HttpHeaders, Object> form) {
    Object[] stored = new Object[SESSIONS];
    long before = usedMemory();
    for (int i = 0; i < SESSIONS; i++) {
      stored[i] = form.apply(decode());
    }
    session.bytes = (usedMemory() - before) / SESSIONS;
    return stored;
  }

  private HttpHeaders decode() {
    String text = common ? REQUEST : REQUEST.replaceAll("(?m)^[A-Z](.*?): .", "Z$1: z");
    decoder.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    HttpRequest request = decoder.readInbound();
    ReferenceCountUtil.release(decoder.readInbound());
    return request.headers();
  }

  private static Map<String, List<String>> byName(HttpHeaders fields) {
    Map<String, List<String>> byName = new LinkedHashMap<>();
    for (Map.Entry<String, String> field : fields) {
      byName
          .computeIfAbsent(field.getKey().toLowerCase(Locale.ROOT), absent -> new ArrayList<>(1))
          .add(field.getValue());
    }
    return byName;
  }

  private static long usedMemory() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
