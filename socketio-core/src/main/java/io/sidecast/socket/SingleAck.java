package io.sidecast.socket;

import io.sidecast.packet.Packet;
import io.sidecast.packet.PacketCodec;
import io.sidecast.packet.PacketType;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sends one answer. Any thread. */
final class SingleAck implements Ack {

  private final Packet.Header event;
  private final PacketCodec codec;
  private final Client client;
  private final AtomicBoolean sent = new AtomicBoolean();

  SingleAck(Packet.Header event, PacketCodec codec, Client client) {
    this.event = event;
    this.codec = codec;
    this.client = client;
  }

  @Override
  public boolean isRequested() {
    return event.ackId() != Packet.NO_ACK;
  }

  @Override
  public void send(Object... values) {
    if (isRequested()) {
      var header = new Packet.Header(PacketType.ACK, event.namespace(), event.ackId());
      var answer = codec.encode(header, Arrays.asList(values));
      if (sent.compareAndSet(false, true)) {
        client.send(answer);
      }
    }
  }
}
