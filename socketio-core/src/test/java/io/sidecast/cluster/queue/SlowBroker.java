package io.sidecast.cluster.queue;

import io.sidecast.broker.Broker;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerFeatures;
import io.sidecast.broker.Channel;
import io.sidecast.broker.Position;
import io.sidecast.cluster.message.CborEnvelopeCodec;
import io.sidecast.cluster.message.Envelope;
import io.sidecast.cluster.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** A broker that confirms on request of the test. Confined to the cluster thread. */
final class SlowBroker implements Broker {

  final List<Published> published = new ArrayList<>();
  private final int maxEnvelopeBytes;
  private final List<CompletableFuture<Position>> unconfirmed = new ArrayList<>();
  private boolean refusing;

  /** An envelope that the broker has received, and the thread that published it. */
  record Published(Channel channel, byte[] envelope, Thread thread) {

    private static final CborEnvelopeCodec CODEC = new CborEnvelopeCodec();

    Envelope decoded() {
      return CODEC.decode(envelope);
    }

    List<Message> messages() {
      Message message = decoded().message();
      return message instanceof Message.Batch batch ? batch.messages() : List.of(message);
    }
  }

  SlowBroker(int maxEnvelopeBytes) {
    this.maxEnvelopeBytes = maxEnvelopeBytes;
  }

  /** Refuses later publishes at once, or ends that. */
  void refuse(boolean refusing) {
    this.refusing = refusing;
  }

  Stream<Message> messages() {
    return published.stream().flatMap(each -> each.messages().stream());
  }

  void confirm() {
    List<CompletableFuture<Position>> now = List.copyOf(unconfirmed);
    unconfirmed.clear();
    now.forEach(each -> each.complete(Position.NONE));
  }

  /** Fails what is unconfirmed. */
  void fail() {
    List<CompletableFuture<Position>> now = List.copyOf(unconfirmed);
    unconfirmed.clear();
    now.forEach(each -> each.completeExceptionally(failure()));
  }

  private static BrokerException failure() {
    return new BrokerException(BrokerException.Kind.UNAVAILABLE, "failed by the test");
  }

  @Override
  public BrokerFeatures features() {
    return new BrokerFeatures(Set.of(), maxEnvelopeBytes, 8, Duration.ofHours(1));
  }

  @Override
  public CompletionStage<Position> publish(Channel channel, byte[] envelope) {
    if (refusing) {
      return CompletableFuture.failedStage(failure());
    }
    published.add(new Published(channel, envelope, Thread.currentThread()));
    var confirmation = new CompletableFuture<Position>();
    unconfirmed.add(confirmation);
    return confirmation;
  }

  @Override
  public CompletionStage<Void> subscribe(Channel channel) {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> unsubscribe(Channel channel) {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void reopen(String reason) {}

  @Override
  public CompletionStage<Void> close() {
    return CompletableFuture.completedStage(null);
  }
}
