package io.sidecast.benchmarks.server;

import io.sidecast.SocketIoServer;
import java.io.IOException;
import java.io.OutputStream;

/** The process of a Sidecast server. Prints {@code READY <port>}. */
public final class SidecastMain {

  private static final String NO_BROKER = "none";

  private SidecastMain() {}

  /**
   * Serves until standard input ends.
   *
   * @param args the number of event loops, the {@link SidecastVariant}, the prefix of the cluster
   *     and, for a cluster, the URI of the broker
   * @throws IOException if standard input cannot be read
   */
  public static void main(String[] args) throws IOException {
    var builder =
        SocketIoServer.builder()
            .host("127.0.0.1")
            .port(0)
            .eventLoops(Integer.parseInt(args[0]))
            .brokerPrefix(args[2])
            .broker(args.length > 3 ? args[3] : NO_BROKER);
    SocketIoServer server = SidecastVariant.valueOf(args[1]).apply(builder).build();
    new LoadEvents(server).register();
    new GrowthEvents(server).register();
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "server-close"));
    server.start();
    System.out.println("READY " + server.port());
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }
}
