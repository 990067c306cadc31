package io.sidecast.adapter;

import io.sidecast.cluster.bus.ClusterBus;
import io.sidecast.cluster.bus.ClusterListener.Responder;
import io.sidecast.log.RateLimitedLog;
import io.sidecast.operation.ClusterRequest;
import io.sidecast.operation.ResponsePart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/** Performs requests on the sockets of this node, for this node and for others. Thread-safe. */
final class LocalRequestHandler {

  private static final RateLimitedLog failures =
      RateLimitedLog.ofFailures(LoggerFactory.getLogger(LocalRequestHandler.class));

  private final LocalSockets sockets;
  private final ServerListeners servers;
  private final ClusterBus bus;
  private final Executor handlers;

  LocalRequestHandler(
      LocalSockets sockets, ServerListeners servers, ClusterBus bus, Executor handlers) {
    this.sockets = sockets;
    this.servers = servers;
    this.bus = bus;
    this.handlers = handlers;
  }

  /**
   * Performs one request.
   *
   * @return a task that cancels the rest of the work
   */
  Runnable handle(ClusterRequest request, Duration timeout, Responder responder) {
    try {
      return begin(request, timeout, responder);
    } catch (Throwable failure) {
      failed(request, failure, responder);
      return LocalRequestHandler::nothing;
    }
  }

  private Runnable begin(ClusterRequest request, Duration timeout, Responder responder) {
    if (request instanceof ClusterRequest.Emit emit) {
      return sockets.emitWithAck(emit.audience(), emit.event(), timeout, responder)::expire;
    } else if (request instanceof ClusterRequest.ServerSideEmit emit) {
      servers.emitWithAck(emit.audience().namespace(), emit.event(), responder);
    } else if (request instanceof ClusterRequest.Count) {
      sendTotal(sockets.select(request.audience()), responder);
    } else if (request instanceof ClusterRequest.Join join) {
      join(join, responder);
    } else if (request instanceof ClusterRequest.Leave leave) {
      leave(leave, responder);
    } else if (request instanceof ClusterRequest.Disconnect disconnect) {
      disconnect(disconnect, responder);
    } else {
      handlers.execute(() -> fetchSafely(request, responder));
    }
    return LocalRequestHandler::nothing;
  }

  private static void failed(ClusterRequest request, Throwable failure, Responder responder) {
    failures.warn(
        () ->
            "this node failed to handle a %s request".formatted(request.getClass().getSimpleName()),
        failure);
    responder.failed(failure);
  }

  private static void nothing() {
    // the work is done or cannot be cancelled
  }

  /**
   * Adds sockets to rooms, and responds when emits of every node to these rooms reach the sockets.
   */
  private void join(ClusterRequest.Join join, Responder responder) {
    List<LocalSocket> members =
        sockets.select(join.audience()).stream()
            .filter(member -> joins(member, join.rooms()))
            .toList();
    if (members.isEmpty()) {
      sendTotal(members, responder);
      return;
    }
    bus.inForce(join.audience().namespace(), join.rooms())
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                sendTotal(members, responder);
              } else {
                failures.warn(
                    () ->
                        "sockets joined %d rooms of %s, but other nodes do not reach them yet"
                            .formatted(join.rooms().size(), join.audience().namespace()),
                    failure);
                responder.failed(failure);
              }
            });
  }

  private boolean joins(LocalSocket member, Set<String> rooms) {
    try {
      sockets.join(member, rooms);
      return true;
    } catch (RoomLimitException e) {
      failures.warn(() -> "a socket does not join rooms: " + e.getMessage());
      return false;
    }
  }

  private void leave(ClusterRequest.Leave leave, Responder responder) {
    List<LocalSocket> members = sockets.select(leave.audience());
    for (LocalSocket member : members) {
      leave.rooms().forEach(room -> sockets.leave(member, room));
    }
    sendTotal(members, responder);
  }

  private void disconnect(ClusterRequest.Disconnect disconnect, Responder responder) {
    List<LocalSocket> members = sockets.select(disconnect.audience());
    members.forEach(member -> member.disconnect(disconnect.close()));
    sendTotal(members, responder);
  }

  private void fetchSafely(ClusterRequest request, Responder responder) {
    try {
      fetch(request, responder);
    } catch (Throwable failure) {
      failed(request, failure, responder);
    }
  }

  /** Performs a request that may take long or run user code, on a handler thread. */
  private void fetch(ClusterRequest request, Responder responder) {
    List<LocalSocket> members = sockets.select(request.audience());
    if (request instanceof ClusterRequest.Sockets asked) {
      all(members.subList(0, Math.min(asked.limit(), members.size())), this::describe, responder);
    } else if (request instanceof ClusterRequest.Ids) {
      all(members, member -> new ResponsePart.Name(member.id()), responder);
    } else {
      all(roomsOf(members), ResponsePart.Name::new, responder);
    }
  }

  private Set<String> roomsOf(List<LocalSocket> members) {
    var names = new HashSet<String>();
    for (LocalSocket member : members) {
      sockets.roomsOf(member).stream()
          .filter(room -> !room.equals(member.id()))
          .forEach(names::add);
    }
    return names;
  }

  private ResponsePart describe(LocalSocket member) {
    return new ResponsePart.SocketDescription(
        member.id(), sockets.roomsOf(member), member.details());
  }

  private static <T> void all(
      Collection<T> things, Function<T, ResponsePart> handle, Responder responder) {
    var answers = new ArrayList<ResponsePart>(things.size());
    things.forEach(thing -> answers.add(handle.apply(thing)));
    responder.send(answers.size(), answers);
  }

  private static void sendTotal(List<LocalSocket> members, Responder responder) {
    responder.send(1, List.of(new ResponsePart.Total(members.size())));
  }
}
