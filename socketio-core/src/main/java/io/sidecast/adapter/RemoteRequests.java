package io.sidecast.adapter;

import io.sidecast.cluster.ClusterListener;
import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;

/** Does on the sockets of this node what other nodes ask for. Threads of the broker. */
record RemoteRequests(LocalSockets sockets) implements ClusterListener {

  @Override
  public void onEmit(Audience audience, EncodedPacket packet) {
    sockets.deliver(audience, packet);
  }

  @Override
  public void onEmitWithAck(
      Audience audience, EncodedPacket event, Duration timeout, AckReplies replies) {
    sockets.ask(audience, event, timeout, replies::send);
  }

  @Override
  public void onServerSideEmit(String namespace, EncodedPacket event) {
    sockets.tellServer(namespace, event);
  }
}
