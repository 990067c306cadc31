package io.sidecast.adapter;

import io.sidecast.cluster.bus.ClusterListener.Responder;
import io.sidecast.operation.DeliveryTrace;
import io.sidecast.operation.ResponsePart;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The listeners for events of other servers, by namespace. Thread-safe. */
final class ServerListeners {

  private final Map<String, ServerListener> byNamespace = new ConcurrentHashMap<>();

  void put(String namespace, ServerListener listener) {
    byNamespace.put(namespace, listener);
  }

  void remove(String namespace, ServerListener listener) {
    byNamespace.remove(namespace, listener);
  }

  int size() {
    return byNamespace.size();
  }

  void emit(String namespace, EncodedPacket event, DeliveryTrace trace) {
    ServerListener listener = byNamespace.get(namespace);
    if (listener != null) {
      listener.onEvent(event, ServerListener.Responder.UNWANTED, trace);
    }
  }

  void emitWithAck(String namespace, EncodedPacket event, Responder responder) {
    ServerListener listener = byNamespace.get(namespace);
    var single = new SingleResponder(responder);
    if (listener == null) {
      single.noListener();
    } else {
      listener.onEvent(event, single, responder.trace());
    }
  }

  private record SingleResponder(Responder responder) implements ServerListener.Responder {

    @Override
    public boolean isWanted() {
      return true;
    }

    @Override
    public void send(Payload arguments) {
      responder.send(1, List.of(new ResponsePart.Acknowledgement(arguments)));
    }

    @Override
    public void noListener() {
      responder.send(0, List.of());
    }

    @Override
    public void failed(Throwable why) {
      responder.failed(why);
    }
  }
}
