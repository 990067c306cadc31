package io.sidecast.adapter;

import io.sidecast.cluster.ClusterListener.Replies;
import io.sidecast.packet.Answer;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The listeners to events of other servers, by namespace. Thread-safe. */
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

  void tell(String namespace, EncodedPacket event) {
    ServerListener listener = byNamespace.get(namespace);
    if (listener != null) {
      listener.onEvent(event, ServerListener.Reply.UNWANTED);
    }
  }

  void ask(String namespace, EncodedPacket event, Replies replies) {
    ServerListener listener = byNamespace.get(namespace);
    var reply = new OneReply(replies);
    if (listener == null) {
      reply.nobodyListens();
    } else {
      listener.onEvent(event, reply);
    }
  }

  private record OneReply(Replies replies) implements ServerListener.Reply {

    @Override
    public boolean isWanted() {
      return true;
    }

    @Override
    public void send(Payload arguments) {
      replies.send(1, List.of(new Answer.Acknowledgement(arguments)));
    }

    @Override
    public void nobodyListens() {
      replies.send(0, List.of());
    }

    @Override
    public void failed(Throwable why) {
      replies.failed(why);
    }
  }
}
