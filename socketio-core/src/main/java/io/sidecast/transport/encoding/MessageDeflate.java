package io.sidecast.transport.encoding;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The compression of WebSocket messages with permessage-deflate (RFC 7692).
 *
 * <p>Neither side keeps its compression context between two messages. So a connection needs no
 * memory for a context, and a broadcast is compressed once for all receivers. Each thread reuses
 * one compressor and one decompressor. Thread-safe.
 */
public final class MessageDeflate {

  /** The server's response to an acceptable offer without a limit for the server's window. */
  public static final String AGREED =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
  private static final int PIECE = 8 * 1024;
  private static final String LARGEST_WINDOW = "15"; // the only one of Java's deflater

  private static final FastThreadLocal<Zlib> ZLIB =
      new FastThreadLocal<>() {
        @Override
        protected Zlib initialValue() {
          return new Zlib();
        }

        @Override
        protected void onRemoval(Zlib ended) {
          ended.end();
        }
      };

  private MessageDeflate() {}

  /**
   * Returns the response to the first acceptable offer of the client, or null if there is none. The
   * response repeats a limit for the server's window (section 7.1.2.1).
   */
  public static @Nullable String response(HttpRequest request) {
    for (String field : request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)) {
      for (String offer : field.split(",", -1)) {
        List<String> parameters = parameters(offer);
        if (parameters != null && isAcceptable(parameters)) {
          boolean limited = parameters.stream().anyMatch(name -> name.startsWith(SERVER_WINDOW));
          return limited ? AGREED + "; " + SERVER_WINDOW + "=" + LARGEST_WINDOW : AGREED;
        }
      }
    }
    return null;
  }

  /** Returns the parameters of an offer; null if it is one of another extension. */
  private static @Nullable List<String> parameters(String offer) {
    String[] parts = offer.split(";", -1);
    return parts[0].trim().equalsIgnoreCase("permessage-deflate")
        ? Arrays.stream(parts).skip(1).map(text -> text.trim().toLowerCase(Locale.ROOT)).toList()
        : null;
  }

  private static boolean isAcceptable(List<String> parameters) {
    long names = parameters.stream().map(text -> text.split("=", 2)[0].trim()).distinct().count();
    return names == parameters.size() && parameters.stream().allMatch(MessageDeflate::isPossible);
  }

  private static boolean isPossible(String parameter) {
    String[] parts = parameter.split("=", 2);
    String value = parts.length == 1 ? null : parts[1].trim().replace("\"", "");
    return switch (parts[0].trim()) {
      case "server_no_context_takeover", "client_no_context_takeover" -> value == null;
      case "client_max_window_bits" -> value == null || value.matches("[89]|1[0-5]");
      case SERVER_WINDOW -> LARGEST_WINDOW.equals(value);
      default -> false;
    };
  }

  /** Returns a message compressed. */
  public static byte[] deflate(byte[] message) {
    Zlib zlib = ZLIB.get();
    Deflater deflater = zlib.deflater;
    try {
      deflater.setInput(message);
      var out = new ByteArrayOutputStream(message.length / 2 + 16);
      int length;
      do {
        length = deflater.deflate(zlib.piece, 0, PIECE, Deflater.SYNC_FLUSH);
        out.write(zlib.piece, 0, length);
      } while (length == PIECE);
      return Arrays.copyOf(out.toByteArray(), out.size() - TAIL.length);
    } finally {
      deflater.reset();
    }
  }

  /**
   * Returns a message decompressed.
   *
   * @return the message; null if it is longer than the limit
   * @throws DataFormatException if the bytes are not a compressed message
   */
  public static byte @Nullable [] inflate(byte[] compressed, int limit) throws DataFormatException {
    Zlib zlib = ZLIB.get();
    Inflater inflater = zlib.inflater;
    try {
      var out = new ByteArrayOutputStream(Math.min(limit, compressed.length));
      for (byte[] input : List.of(compressed, TAIL)) {
        inflater.setInput(input);
        int length;
        while ((length = inflater.inflate(zlib.piece)) > 0) {
          if (length > limit - out.size()) {
            return null;
          }
          out.write(zlib.piece, 0, length);
        }
        if (inflater.needsDictionary()) {
          throw new DataFormatException("needs a dictionary");
        }
      }
      return out.toByteArray();
    } finally {
      inflater.reset();
    }
  }

  /** The state of zlib on one thread, which is reset after each message. */
  private static final class Zlib {

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);
    private final byte[] piece = new byte[PIECE];

    void end() {
      deflater.end();
      inflater.end();
    }
  }
}
