package io.sidecast.cluster.routing;

import io.sidecast.broker.Channel;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides rooms into a fixed number of buckets, each with a channel. Immutable.
 *
 * <p>The bucket of a room is part of the wire format, the same on every node and in every release:
 * FNV-1a of 32 bits over the UTF-8 bytes of the namespace, a zero byte, and the UTF-8 bytes of the
 * room; its upper half xor-ed into the lower; unsigned, modulo the number of buckets.
 */
public final class RoomBuckets {

  private static final int FNV_BASIS = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private final List<List<Channel>> channelLists;

  public RoomBuckets(int count) {
    channelLists =
        IntStream.range(0, count)
            .mapToObj(bucket -> new Channel(Channel.Kind.ROOM, Integer.toString(bucket)))
            .map(List::of)
            .toList();
  }

  int count() {
    return channelLists.size();
  }

  public Channel channel(int bucket) {
    return channelLists.get(bucket).get(0);
  }

  /** The channel of a bucket as a list of one. */
  List<Channel> channelList(int bucket) {
    return channelLists.get(bucket);
  }

  public int of(String namespace, String room) {
    int hash = hash(hash(FNV_BASIS, namespace) * FNV_PRIME, room);
    return Integer.remainderUnsigned(hash ^ (hash >>> 16), channelLists.size());
  }

  /** Hashes the UTF-8 bytes of a text without creating them. */
  private static int hash(int basis, String text) {
    int hash = basis;
    for (int i = 0; i < text.length(); i++) {
      int c = text.charAt(i);
      if (Character.isHighSurrogate((char) c) && i + 1 < text.length()) {
        c = text.codePointAt(i);
        i += Character.charCount(c) - 1;
      }
      hash = c < 0x80 ? add(hash, c) : addLong(hash, c);
    }
    return hash;
  }

  private static int addLong(int basis, int c) {
    int hash = basis;
    if (c < 0x800) {
      hash = add(hash, 0xc0 | (c >> 6));
    } else if (c < 0x10000) {
      hash = add(add(hash, 0xe0 | (c >> 12)), 0x80 | ((c >> 6) & 0x3f));
    } else {
      hash =
          add(
              add(add(hash, 0xf0 | (c >> 18)), 0x80 | ((c >> 12) & 0x3f)),
              0x80 | ((c >> 6) & 0x3f));
    }
    return add(hash, 0x80 | (c & 0x3f));
  }

  private static int add(int hash, int octet) {
    return (hash ^ octet) * FNV_PRIME;
  }
}
