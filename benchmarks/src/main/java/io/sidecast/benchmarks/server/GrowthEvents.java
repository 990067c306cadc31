package io.sidecast.benchmarks.server;

import io.sidecast.SocketIoServer;
import io.sidecast.json.JsonValue;
import io.sidecast.socket.Ack;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.Socket;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.LongStream;

/**
 * The events of the scenarios with many rooms, the same as in the program of socket.io. The number
 * of an event counts rooms, which are joined and left one by one. Thread-safe.
 */
final class GrowthEvents {

  private final SocketIoServer io;

  GrowthEvents(SocketIoServer io) {
    this.io = io;
  }

  void register() {
    io.on("join_rooms", (socket, args, ack) -> answer(each(socket, args, Socket::join), ack));
    io.on("join_and_leave", GrowthEvents::joinAndLeave);
    io.on("fetch", this::fetch);
    io.on("heap", (socket, args, ack) -> ack.send(liveHeap()));
  }

  private static void joinAndLeave(Socket socket, Arguments args, Ack ack) {
    CompletionStage<?> joined = each(socket, args, Socket::join);
    answer(joined.thenCompose(done -> each(socket, args, Socket::leave)), ack);
  }

  private void fetch(Socket socket, Arguments args, Ack ack) {
    var unused =
        io.fetchSockets()
            .thenAccept(result -> ack.send(result.isComplete() ? result.value().size() : 0));
  }

  private static CompletionStage<?> each(
      Socket socket, Arguments args, BiFunction<Socket, String, CompletionStage<Void>> operation) {
    JsonValue call = args.json(0);
    long first = call.get("first").integer().orElseThrow();
    long count = call.get("count").integer().orElseThrow();
    List<CompletableFuture<Void>> stages =
        LongStream.range(first, first + count)
            .mapToObj(i -> operation.apply(socket, "room" + i).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new));
  }

  private static void answer(CompletionStage<?> done, Ack ack) {
    var unused = done.thenRun(() -> ack.send(true));
  }

  private static long liveHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
