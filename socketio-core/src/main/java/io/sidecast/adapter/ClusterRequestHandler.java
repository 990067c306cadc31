package io.sidecast.adapter;

import io.sidecast.cluster.ClusterListener;
import io.sidecast.packet.Audience;
import io.sidecast.packet.ClusterRequest;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;

/**
 * Performs the requests of other nodes on the sockets of this node. Called on threads of the
 * broker. Thread-safe.
 */
record ClusterRequestHandler(
    LocalSockets sockets, LocalRequestHandler requests, ServerListeners servers)
    implements ClusterListener {

  @Override
  public void onEmit(Audience audience, EncodedPacket packet) {
    sockets.deliver(audience, packet);
  }

  @Override
  public Runnable onRequest(ClusterRequest request, Duration timeout, Responder responder) {
    return requests.handle(request, timeout, responder);
  }

  @Override
  public void onServerSideEmit(String namespace, EncodedPacket event) {
    servers.emit(namespace, event);
  }
}
