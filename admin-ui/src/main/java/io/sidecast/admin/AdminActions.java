package io.sidecast.admin;

import io.sidecast.SocketIoServer;
import io.sidecast.json.JsonValue;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.BroadcastOperator;
import io.sidecast.socket.Socket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actions of admins: events with a namespace and a filter, which is the id of a socket or a
 * room on any node; without it the action concerns the whole namespace. Thread-safe.
 */
final class AdminActions {

  private static final Logger log = LoggerFactory.getLogger(AdminActions.class);

  private final SocketIoServer server;

  AdminActions(SocketIoServer server) {
    this.server = server;
  }

  void register(Socket admin) {
    admin.on("join", args -> report("join", audience(args, 2).socketsJoin(text(args, 1))));
    admin.on("leave", args -> report("leave", audience(args, 2).socketsLeave(text(args, 1))));
    admin.on("_disconnect", args -> report("disconnect", disconnect(args)));
    admin.on("emit", args -> report("emit", emit(args)));
  }

  private CompletionStage<?> disconnect(Arguments args) {
    return audience(args, 2).disconnectSockets(args.json(1).bool().orElse(false));
  }

  private CompletionStage<?> emit(Arguments args) {
    List<JsonValue> values = args.all();
    Object[] rest = values.subList(Math.min(3, values.size()), values.size()).toArray();
    return audience(args, 1).emit(text(args, 2), rest);
  }

  private BroadcastOperator audience(Arguments args, int filterIndex) {
    BroadcastOperator all = server.inNamespace(text(args, 0));
    return switch (args.json(filterIndex).kind()) {
      case MISSING, NULL -> all;
      default -> all.to(text(args, filterIndex));
    };
  }

  private static String text(Arguments args, int index) {
    return args.json(index)
        .string()
        .orElseThrow(() -> new IllegalArgumentException("argument " + index + " is not a string"));
  }

  private static void report(String action, CompletionStage<?> done) {
    done.whenComplete(
        (result, failure) -> {
          if (failure != null) {
            log.warn("the action {} of an admin has not reached all nodes", action, failure);
          }
        });
  }
}
