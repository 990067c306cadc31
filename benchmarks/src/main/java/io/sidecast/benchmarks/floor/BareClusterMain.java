package io.sidecast.benchmarks.floor;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.sidecast.benchmarks.raw.RawClient;

/**
 * A node of the bare cluster: a minimal server with a broker's own client. Prints {@code READY
 * <port>}.
 */
public final class BareClusterMain {

  private BareClusterMain() {}

  /**
   * Serves until standard input ends.
   *
   * @param args the number of event loops, the URI of the broker, the channel of this node and the
   *     channel of the other node
   * @throws Exception if the broker cannot be reached
   */
  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[0]);
    MultiThreadIoEventLoopGroup loops = loops(count);
    // A client on one of several event loops would make that one the busiest.
    EventLoop ofClient = (count == 1 ? loops : loops(1)).next();
    RawClient client = RawClient.connect(args[1], ofClient);
    var node = new BareNode(client, args[3]);
    client.subscribe(args[2], node::deliver);
    new FloorServer(loops, NioServerSocketChannel.class).serve(() -> new NodeConnection(node));
  }

  private static MultiThreadIoEventLoopGroup loops(int count) {
    return new MultiThreadIoEventLoopGroup(count, NioIoHandler.newFactory());
  }
}
