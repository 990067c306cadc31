package io.sidecast.broker.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.sidecast.broker.Position;
import io.sidecast.broker.ReplayLog.Message;
import io.sidecast.broker.ReplayLog.Replay;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * The scripts that append to the log of a channel and read it. A log is a stream whose ids are the
 * offsets, and a hash with its state. Both keys have the slot of the channel. Immutable.
 */
final class RedisLogScripts {

  /** The maximum size of the envelopes of one read, in bytes. */
  private static final int MAX_READ_BYTES = 1 << 20;

  /** The maximum number of characters of a position. */
  private static final int MAX_POSITION = 40;

  private static final String APPEND = text("append.lua");
  private static final String READ = text("read.lua");

  private final RedisLogBounds bounds;
  private final String publish;
  private final String append;
  private final String read;

  /**
   * Creates the scripts, which {@link #load} makes known to a server.
   *
   * @param bounds the bounds of a log
   * @param sharded whether the channels are shard channels
   * @param redis a connection, which computes the names of the scripts
   */
  RedisLogScripts(RedisLogBounds bounds, boolean sharded, RedisAsyncCommands<?, ?> redis) {
    this.bounds = bounds;
    this.publish = sharded ? "SPUBLISH" : "PUBLISH";
    this.append = redis.digest(APPEND);
    this.read = redis.digest(READ);
  }

  private static String text(String name) {
    try (InputStream script = RedisLogScripts.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(script, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the scripts known to a server. */
  static CompletionStage<Void> load(RedisAsyncCommands<?, ?> redis) {
    return redis.scriptLoad(APPEND).thenAcceptBoth(redis.scriptLoad(READ), (append, read) -> {});
  }

  private static String stream(String channel) {
    return '{' + channel + "}:log";
  }

  private static String state(String channel) {
    return '{' + channel + "}:log-state";
  }

  /** Appends an envelope and publishes it, both or neither. */
  CompletionStage<Position> append(
      RedisAsyncCommands<String, byte[]> redis, String channel, byte[] envelope) {
    return redis
        .<byte[]>evalsha(
            append,
            ScriptOutputType.VALUE,
            new String[] {stream(channel), state(channel), channel},
            envelope,
            bytes(publish),
            bytes(bounds.age().toMillis()),
            bytes(bounds.messages()),
            bytes(bounds.bytes()))
        .thenApply(RedisLogScripts::position);
  }

  CompletionStage<Replay> read(
      RedisAsyncCommands<String, byte[]> redis, String channel, Position after, int limit) {
    return redis
        .<List<?>>evalsha(
            read,
            ScriptOutputType.MULTI,
            new String[] {stream(channel), state(channel)},
            bytes(after.epoch()),
            bytes(after.offset()),
            bytes(limit),
            bytes(MAX_READ_BYTES))
        .thenApply(result -> replay(after.epoch(), result));
  }

  private static Replay replay(String epoch, List<?> result) {
    var messages = new ArrayList<Message>();
    for (int i = 1; i < result.size(); i += 2) {
      long offset = Long.parseLong(new String((byte[]) result.get(i), US_ASCII));
      messages.add(new Message(new Position(epoch, offset), (byte[]) result.get(i + 1)));
    }
    return new Replay(messages, ((Number) result.get(0)).intValue() == 1);
  }

  /**
   * Separates a published message from its position. A message of another program may have none.
   */
  static Message message(byte[] published) {
    int end = 0;
    while (end < published.length && end < MAX_POSITION && published[end] != ' ') {
      end++;
    }
    try {
      byte[] envelope = Arrays.copyOfRange(published, end + 1, published.length);
      return new Message(position(Arrays.copyOf(published, end)), envelope);
    } catch (IllegalArgumentException | IndexOutOfBoundsException foreign) {
      return new Message(Position.NONE, published);
    }
  }

  /** Parses a position such as {@code 1733011200000000-17}. */
  private static Position position(byte[] text) {
    String position = new String(text, US_ASCII);
    int hyphen = position.indexOf('-');
    return new Position(
        position.substring(0, hyphen), Long.parseLong(position.substring(hyphen + 1)));
  }

  private static byte[] bytes(Object value) {
    return value.toString().getBytes(US_ASCII);
  }
}
