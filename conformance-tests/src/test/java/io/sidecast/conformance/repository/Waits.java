package io.sidecast.conformance.repository;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The calls that block a thread. */
final class Waits {

  private static final String ANY_CLIENT = ".*";

  private static final List<Calls> SLEEPS =
      List.of(
          new Calls("java.lang.Thread", "sleep"),
          new Calls("java.util.concurrent.TimeUnit", "sleep"),
          new Calls("java.util.concurrent.locks.LockSupport", "park(Nanos|Until)"));

  private static final List<Calls> WAITS =
      List.of(
          new Calls("java.lang.Object", "wait"),
          new Calls("java.lang.Process", "waitFor"),
          new Calls("java.lang.Thread", "join"),
          new Calls("java.util.concurrent.BlockingQueue", "(take|put).*"),
          new Calls("java.util.concurrent.CompletableFuture", "join"),
          new Calls("java.util.concurrent.CountDownLatch", "await"),
          new Calls("java.util.concurrent.CyclicBarrier", "await"),
          new Calls("java.util.concurrent.Exchanger", "exchange"),
          new Calls("java.util.concurrent.ExecutorService", "awaitTermination|invokeA.*|close"),
          new Calls("java.util.concurrent.ForkJoinTask", "join|invoke.*"),
          new Calls("java.util.concurrent.Future", "get"),
          new Calls("java.util.concurrent.Phaser", "(arriveAndA|a)wait.*"),
          new Calls("java.util.concurrent.Semaphore", "acquire.*"),
          new Calls("java.util.concurrent.locks.Condition", "await.*"),
          new Calls("java.util.concurrent.locks.LockSupport", "park"),
          new Calls("io.netty.util.concurrent.Future", "(await|sync).*"),
          new Calls("com.rabbitmq.client.ConnectionFactory", "newConnection"),
          new Calls("com.rabbitmq.client.Connection", "abort|close|(create|open)Channel"),
          new Calls(
              "com.rabbitmq.client.Channel",
              "(?!.*NoWait)((abort|close|rpc|waitFor.*|tx.*|confirmSelect|(message|consumer)Count)"
                  + "|(queue|exchange)[A-Z].*|basic(Cancel|Consume|Get|Qos|Recover))"),
          new Calls("io.nats.client.Nats", "connect"),
          new Calls("io.nats.client.Connection", "close|drain|flush|request|RTT"),
          new Calls("io.nats.client.Consumer", "drain"),
          new Calls("io.nats.client.Subscription", "nextMessage"),
          new Calls(
              "org.apache.kafka.clients.consumer.Consumer",
              "poll|position|(beginning|end)Offsets|partitionsFor|listTopics|commit.*|close"),
          new Calls("org.apache.kafka.clients.producer.Producer", "flush|close"),
          new Calls("org.apache.kafka.clients.admin.Admin", "close"),
          new Calls("reactor.core.publisher.Mono", "block.*"),
          new Calls("reactor.core.publisher.Flux", "block.*"));

  /** Types whose methods with a timeout parameter wait for at most that time. */
  private static final List<Calls> WAITS_WITH_TIME_OUT =
      List.of(
          new Calls("java.util.concurrent.BlockingQueue", ".*"),
          new Calls("java.util.concurrent.Semaphore", ".*"),
          new Calls("java.util.concurrent.locks.Lock", ".*"));

  /**
   * Methods that run on threads which exist only to wait. The clients of three brokers have no
   * other way to connect or to receive.
   */
  private static final List<Waiter> ON_THREADS_OF_THEIR_OWN =
      List.of(
          new Waiter("kafka.KafkaLoop", "poll", ANY_CLIENT),
          new Waiter("kafka.KafkaClients", "load", ANY_CLIENT),
          new Waiter("kafka.KafkaConnection", "close", ANY_CLIENT),
          new Waiter("kafka.KafkaAdmin", "close", ANY_CLIENT),
          new Waiter("kafka.KafkaLog", "read", ANY_CLIENT),
          new Waiter("nats.NatsConnectionFactory", "connect|load", "io.nats.client"),
          new Waiter("nats.NatsConnection", "flush|close", "io.nats.client"),
          new Waiter("nats.NatsRoute", "connect|close", "io.nats.client"),
          new Waiter(
              "rabbitmq.RabbitMqConnectionFactory",
              "connect(ion)?|inbox|load|close",
              "com.rabbitmq.client"),
          new Waiter("rabbitmq.RabbitMqQueues", "bound|declare|consume", "com.rabbitmq.client"));

  /** Calls that sleep. */
  static final DescribedPredicate<JavaAccess<?>> SLEEP = describe("sleeps", Waits::sleeps);

  /** Calls that wait for another thread or for time. */
  static final DescribedPredicate<JavaAccess<?>> BLOCKING =
      describe("blocks", access -> sleeps(access) || waits(access));

  /**
   * The blocking calls of start() and close(): the server is started or closed when they return.
   */
  static final DescribedPredicate<JavaAccess<?>> IN_START_OR_CLOSE =
      describe(
          "is in start() or close() of the root package",
          access ->
              access.getOriginOwner().getPackageName().equals("io.sidecast")
                  && Set.of("start", "close").contains(access.getOrigin().getName()));

  /** The methods with which a caller waits for a stage of the API. */
  static final DescribedPredicate<JavaAccess<?>> IN_A_FUTURE_OF_THE_API =
      describe(
          "is in a future that its caller waits for",
          access ->
              access.getOriginOwner().isAssignableTo(CompletableFuture.class)
                  && Set.of("get", "join").contains(access.getOrigin().getName()));

  /** Calls on a thread that exists only to wait. */
  static final DescribedPredicate<JavaAccess<?>> ON_A_THREAD_OF_ITS_OWN =
      describe(
          "is on a thread that is there to wait",
          access -> ON_THREADS_OF_THEIR_OWN.stream().anyMatch(waiter -> waiter.mayWait(access)));

  /** Calls that only such a thread may make. */
  static final DescribedPredicate<JavaAccess<?>> CALL_OF_SUCH_A_THREAD =
      describe(
          "calls what only a thread that is there to wait may call",
          access -> ON_THREADS_OF_THEIR_OWN.stream().anyMatch(waiter -> waiter.isCalled(access)));

  private Waits() {}

  private static boolean sleeps(JavaAccess<?> access) {
    return SLEEPS.stream().anyMatch(calls -> calls.include(access));
  }

  private static boolean waits(JavaAccess<?> access) {
    return WAITS.stream().anyMatch(calls -> calls.include(access))
        || (takesTimeOut(access)
            && WAITS_WITH_TIME_OUT.stream().anyMatch(calls -> calls.include(access)));
  }

  private static boolean takesTimeOut(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget called
        && called.getRawParameterTypes().stream()
            .anyMatch(type -> type.isEquivalentTo(TimeUnit.class));
  }

  private record Calls(String owner, String names) {

    boolean include(JavaAccess<?> access) {
      return access.getTarget() instanceof CodeUnitAccessTarget called
          && called.getName().matches(names)
          && called.getOwner().isAssignableTo(owner);
    }
  }

  /** Methods of a broker, and the package whose methods they may wait for. */
  private record Waiter(String owner, String names, String client) {

    private String type() {
      return "io.sidecast.broker." + owner;
    }

    boolean mayWait(JavaAccess<?> access) {
      return access.getOrigin().getName().matches(names)
          && access.getOriginOwner().getName().equals(type())
          && access.getTargetOwner().getPackageName().matches(client);
    }

    boolean isCalled(JavaAccess<?> access) {
      return new Calls(type(), names).include(access);
    }
  }
}
