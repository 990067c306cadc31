package io.sidecast.adapter;

import io.sidecast.cluster.ClusterBus.RemoteAnswers;
import io.sidecast.cluster.ClusterListener.Replies;
import io.sidecast.cluster.NodeId;
import io.sidecast.packet.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Collects what this node answers itself. Any thread. */
final class LocalAnswers implements Replies {

  private final NodeId self;
  private final CompletableFuture<LocalAnswers> complete = new CompletableFuture<>();
  private final List<Answer> answers = new ArrayList<>();
  private int expected = 1;

  LocalAnswers(NodeId self) {
    this.self = self;
  }

  CompletableFuture<LocalAnswers> complete() {
    return complete;
  }

  @Override
  public synchronized void send(int expected, List<Answer> more) {
    this.expected = expected;
    answers.addAll(more);
    if (answers.size() >= expected) {
      complete.complete(this);
    }
  }

  /** The rest of the answers is missing, as {@link #with} says. */
  @Override
  public synchronized void failed(Throwable why) {
    expected = Math.max(expected, answers.size() + 1);
    complete.complete(this);
  }

  synchronized Adapter.Answers with(RemoteAnswers remote) {
    var all = new ArrayList<>(answers);
    all.addAll(remote.answers());
    var outstanding = new HashMap<String, Integer>();
    remote.outstanding().forEach((node, count) -> outstanding.put(node.text(), count));
    if (expected > answers.size()) {
      outstanding.put(self.text(), expected - answers.size());
    }
    return new Adapter.Answers(
        List.copyOf(all),
        outstanding,
        remote.missing().stream().map(NodeId::text).collect(Collectors.toUnmodifiableSet()));
  }
}
