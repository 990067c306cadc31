package io.sidecast.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.sidecast.benchmarks.measure.Traffic;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The connections of one measurement. Confined to the event loop of the load generator. */
final class Clients {

  /** The largest number of handshakes in progress at a time. */
  private static final int AT_A_TIME = 100;

  /**
   * The number of loopback addresses, from 127.0.0.1 on, that connections come from. One address
   * has too few ports.
   */
  private static final int ADDRESSES = 16;

  private final EventLoop loop;
  private final Traffic traffic;
  private final Consumer<Throwable> failed;
  private final Set<Channel> open = new HashSet<>();
  private int opened;
  private boolean ended;

  Clients(EventLoop loop, Traffic traffic, Consumer<Throwable> failed) {
    this.loop = loop;
    this.traffic = traffic;
    this.failed = failed;
  }

  EventLoop loop() {
    return loop;
  }

  /** Opens clients in order and calls back when all are connected to the namespace. */
  void open(int port, int count, Opened opened) {
    new ConnectionBatch(port, count, opened).more();
  }

  /** Opens one client. */
  void open(int port, WireClient client) {
    var bootstrap = new Bootstrap().group(loop).channel(NioSocketChannel.class).handler(client);
    bootstrap.option(ChannelOption.TCP_NODELAY, true);
    InetSocketAddress from = loopback(1 + opened++ % ADDRESSES, 0);
    ChannelFuture connected = bootstrap.connect(loopback(1, port), from);
    connected.addListener(
        done -> {
          if (!done.isSuccess() && !ended) {
            failed.accept(done.cause());
          }
        });
    open.add(connected.channel());
    connected.channel().closeFuture().addListener(done -> open.remove(connected.channel()));
  }

  private static InetSocketAddress loopback(int last, int port) {
    try {
      byte[] address = {127, 0, 0, (byte) last};
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  WireClient client(int index, WireListener listener) {
    return new WireClient(index, listener, traffic);
  }

  /** Closes all connections and calls back when all are closed. */
  void close(Runnable then) {
    ended = true;
    List<Channel> rest = new ArrayList<>(open);
    if (rest.isEmpty()) {
      then.run();
    }
    var left = new HashSet<>(rest);
    for (Channel channel : rest) {
      channel.close();
      channel
          .closeFuture()
          .addListener(
              done -> {
                if (left.remove(channel) && left.isEmpty()) {
                  then.run();
                }
              });
    }
  }

  boolean isEnded() {
    return ended;
  }

  /**
   * The callbacks for clients that are opened together.
   *
   * @param listener receives the messages of the clients
   * @param then receives the clients when all are ready
   */
  record Opened(WireListener listener, Consumer<List<WireClient>> then) {}

  private final class ConnectionBatch implements WireListener {

    private final int port;
    private final int count;
    private final Opened opened;
    private final List<WireClient> clients = new ArrayList<>();
    private int ready;

    ConnectionBatch(int port, int count, Opened opened) {
      this.port = port;
      this.count = count;
      this.opened = opened;
    }

    void more() {
      while (clients.size() < count && clients.size() - ready < AT_A_TIME) {
        WireClient client = client(clients.size(), this);
        clients.add(client);
        open(port, client);
      }
    }

    @Override
    public void onReady(WireClient client) {
      ready++;
      if (ready == count) {
        opened.then().accept(List.copyOf(clients));
      } else {
        more();
      }
    }

    @Override
    public void onMessage(WireClient client, ByteBuf in, int data) {
      opened.listener().onMessage(client, in, data);
    }

    @Override
    public void onAck(WireClient client, ByteBuf in, int data) {
      opened.listener().onAck(client, in, data);
    }

    @Override
    public void onClosed(WireClient client) {
      if (!ended) {
        failed.accept(new IllegalStateException("the server closed a connection"));
      }
    }
  }
}
