package io.sidecast.engine;

import io.sidecast.packet.EncodedPacket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A transport that records the first byte of each accepted message. */
final class RecordingTransport implements Transport {

  final List<Integer> taken = new CopyOnWriteArrayList<>();
  final AtomicInteger flushes = new AtomicInteger();
  int room = Integer.MAX_VALUE;
  long bufferedBytes;
  Runnable beforeOffer = () -> {};
  private final String name;
  private @Nullable TransportListener listener;

  RecordingTransport() {
    this("websocket");
  }

  RecordingTransport(String name) {
    this.name = name;
  }

  TransportListener listener() {
    if (listener == null) {
      throw new IllegalStateException("no session");
    }
    return listener;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void attach(TransportListener listener) {
    this.listener = listener;
  }

  @Override
  public boolean isWritable() {
    return room > 0;
  }

  @Override
  public boolean isWriteQueueFull() {
    return room == 0;
  }

  @Override
  public long bufferedBytes() {
    return bufferedBytes;
  }

  @Override
  public boolean offer(EncodedPacket packet) {
    beforeOffer.run();
    if (room == 0) {
      return false;
    }
    room--;
    taken.add((int) packet.head()[0]);
    return true;
  }

  @Override
  public boolean offer(PacketType type, String data) {
    return true;
  }

  @Override
  public void flush() {
    flushes.incrementAndGet();
  }

  @Override
  public void checkClientActivity() {}

  @Override
  public void setReading(boolean reading) {}

  @Override
  public void end(TransportCloseMode mode) {}
}
