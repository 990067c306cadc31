package io.sidecast.adapter;

import io.sidecast.cluster.ClusterListener;
import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Question;
import java.time.Duration;

/** Does on the sockets of this node what other nodes ask for. Threads of the broker. */
record RemoteRequests(LocalSockets sockets, LocalQuestions questions, ServerListeners servers)
    implements ClusterListener {

  @Override
  public void onEmit(Audience audience, EncodedPacket packet) {
    sockets.deliver(audience, packet);
  }

  @Override
  public Runnable onQuestion(Question question, Duration timeout, Replies replies) {
    return questions.answer(question, timeout, replies);
  }

  @Override
  public void onServerSideEmit(String namespace, EncodedPacket event) {
    servers.tell(namespace, event);
  }
}
