package io.sidecast.adapter;

import io.sidecast.cluster.ClusterBus;
import io.sidecast.cluster.ClusterBus.RemoteAnswers;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Question;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The sockets of this node and the way to the others. Any thread. */
final class RoomAdapter implements Adapter {

  private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);
  private static final Answers NOBODY = new Answers(List.of(), Map.of(), Set.of());

  private final ClusterBus bus;
  private final LocalSockets sockets;
  private final ServerListeners servers = new ServerListeners();
  private final LocalQuestions questions;

  RoomAdapter(AdapterSettings settings, ClusterBus bus) {
    this.bus = bus;
    this.sockets = new LocalSockets(settings, namespace -> new NamespaceWatcher(bus, namespace));
    this.questions = new LocalQuestions(sockets, servers, bus, settings.handlers());
  }

  /** Tells the bus which rooms of a namespace have members here. */
  private record NamespaceWatcher(ClusterBus bus, String namespace) implements Rooms.Watcher {

    @Override
    public void occupied(String room) {
      bus.occupied(namespace, room);
    }

    @Override
    public void vacated(String room) {
      bus.vacated(namespace, room);
    }
  }

  @Override
  public CompletionStage<Void> open() {
    return bus.open(new RemoteRequests(sockets, questions, servers));
  }

  @Override
  public CompletionStage<Void> serverSideEmit(String namespace, EncodedPacket event) {
    return bus.serverSideEmit(namespace, event);
  }

  @Override
  public void onServerSideEmit(String namespace, ServerListener listener) {
    servers.put(namespace, listener);
  }

  @Override
  public void endServerSideEmit(String namespace, ServerListener listener) {
    servers.remove(namespace, listener);
  }

  @Override
  public List<NodeInfo> nodes() {
    return bus.nodes();
  }

  @Override
  public String newSocketId() {
    return bus.self().id().newSocketId();
  }

  @Override
  public long newAckId() {
    return sockets.newAckId();
  }

  @Override
  public void add(Member member) {
    sockets.add(member);
  }

  @Override
  public void remove(Member member) {
    sockets.remove(member);
  }

  @Override
  public CompletionStage<Void> join(Member member, Collection<String> rooms) {
    sockets.join(member, rooms);
    return bus.inForce(member.namespaceName(), rooms);
  }

  @Override
  public CompletionStage<Void> reserve(Member member, Collection<String> rooms) {
    sockets.reserve(member, rooms);
    return bus.inForce(member.namespaceName(), rooms);
  }

  @Override
  public CompletionStage<Void> leave(Member member, String room) {
    sockets.leave(member, room);
    return DONE;
  }

  @Override
  public Set<String> roomsOf(Member member) {
    return sockets.roomsOf(member);
  }

  @Override
  public CompletionStage<Void> emit(Audience audience, EncodedPacket packet, Scope scope) {
    if (audience.isEmpty()) {
      return DONE;
    }
    sockets.deliver(audience, packet);
    return scope == Scope.LOCAL ? DONE : bus.emit(audience, packet);
  }

  @Override
  public CompletionStage<Answers> ask(Question question, Duration timeout, Scope scope) {
    if (question.audience().isEmpty()) {
      return CompletableFuture.completedStage(NOBODY);
    }
    var local = new LocalAnswers(bus.self().id());
    questions.answer(question, timeout, local);
    CompletionStage<LocalAnswers> ours =
        local.complete().completeOnTimeout(local, timeout.toNanos(), TimeUnit.NANOSECONDS);
    return scope == Scope.LOCAL
        ? ours.thenApply(answers -> answers.with(RemoteAnswers.NONE))
        : combined(ours, bus.ask(question, timeout));
  }

  /** Who cannot ask the others learns it now, and not when the sockets of this node are done. */
  private static CompletionStage<Answers> combined(
      CompletionStage<LocalAnswers> ours, CompletionStage<RemoteAnswers> theirs) {
    var all = ours.thenCombine(theirs, LocalAnswers::with).toCompletableFuture();
    theirs.whenComplete(
        (answers, failure) -> {
          if (failure != null) {
            all.completeExceptionally(failure);
          }
        });
    return all;
  }

  @Override
  public CompletionStage<Answers> askOthers(Question question, Duration timeout) {
    var nothing = new LocalAnswers(bus.self().id());
    nothing.send(0, List.of());
    return bus.ask(question, timeout).thenApply(nothing::with);
  }

  @Override
  public int namespaceCount() {
    return Math.max(sockets.namespaceCount(), servers.size());
  }

  @Override
  public int roomCount() {
    return sockets.roomCount();
  }
}
