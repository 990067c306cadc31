package io.sidecast.adapter;

import io.sidecast.cluster.ClusterBus;
import io.sidecast.cluster.NodeId;
import io.sidecast.cluster.NodeInfo;
import io.sidecast.packet.Audience;
import io.sidecast.packet.EncodedPacket;
import io.sidecast.packet.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The sockets of this node and the way to the others. Any thread. */
final class RoomAdapter implements Adapter {

  private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

  private final LocalSockets sockets;
  private final ClusterBus bus;

  RoomAdapter(LocalSockets sockets, ClusterBus bus) {
    this.sockets = sockets;
    this.bus = bus;
  }

  @Override
  public CompletionStage<Void> open() {
    return bus.open(new RemoteRequests(sockets));
  }

  @Override
  public CompletionStage<Void> serverSideEmit(String namespace, EncodedPacket event) {
    return bus.serverSideEmit(namespace, event);
  }

  @Override
  public void onServerSideEmit(String namespace, Consumer<EncodedPacket> listener) {
    sockets.listen(namespace, listener);
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
    rooms(member).add(member);
  }

  @Override
  public void remove(Member member) {
    rooms(member).remove(member);
  }

  @Override
  public CompletionStage<Void> join(Member member, Collection<String> rooms) {
    rooms(member).join(member, rooms);
    return DONE;
  }

  @Override
  public CompletionStage<Void> leave(Member member, String room) {
    rooms(member).leave(member, room);
    return DONE;
  }

  @Override
  public Set<String> roomsOf(Member member) {
    return rooms(member).of(member);
  }

  @Override
  public CompletionStage<Void> emit(Audience audience, EncodedPacket packet, Scope scope) {
    sockets.deliver(audience, packet);
    return scope == Scope.LOCAL ? DONE : bus.emit(audience, packet);
  }

  @Override
  public CompletionStage<Acks> emitWithAck(
      Audience audience, EncodedPacket event, Duration timeout, Scope scope) {
    var local = new LocalAnswers();
    sockets.ask(audience, event, timeout, local);
    CompletionStage<LocalAnswers> localAcks =
        local.complete().completeOnTimeout(local, timeout.toNanos(), TimeUnit.NANOSECONDS);
    return scope == Scope.LOCAL
        ? localAcks.thenApply(answers -> answers.with(ClusterBus.RemoteAcks.NONE))
        : localAcks.thenCombine(bus.emitWithAck(audience, event, timeout), LocalAnswers::with);
  }

  private Rooms rooms(Member member) {
    return sockets.rooms(member.namespaceName());
  }

  /** Counts the answers of this node's own sockets. */
  private static final class LocalAnswers implements LocalAcks.Report {

    private final CompletableFuture<LocalAnswers> complete = new CompletableFuture<>();
    private final List<Payload> answers = new ArrayList<>();
    private int clients;

    CompletableFuture<LocalAnswers> complete() {
      return complete;
    }

    @Override
    public synchronized void progress(int clients, List<Payload> more) {
      this.clients = clients;
      answers.addAll(more);
      if (answers.size() == clients) {
        complete.complete(this);
      }
    }

    synchronized Acks with(ClusterBus.RemoteAcks remote) {
      var all = new ArrayList<>(answers);
      all.addAll(remote.answers());
      return new Acks(
          List.copyOf(all),
          clients - answers.size() + remote.unanswered(),
          remote.missing().stream().map(NodeId::text).collect(Collectors.toUnmodifiableSet()));
    }
  }
}
