package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The choice between the operating system's own interface and Java NIO. */
class EventLoopsTest {

  /** Expects NIO, because the class path of the tests has no native library. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutNativeLibrariesItIsNio(boolean nativeTransport) throws Exception {
    assertThat(Epoll.isAvailable() || KQueue.isAvailable() || IoUring.isAvailable()).isFalse();
    var loops = new EventLoops(new TransportSettings.Loops(1, nativeTransport));
    assertThat(loops.serverChannel()).isEqualTo(NioServerSocketChannel.class);
    loops.end().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void nioCanBeForced() throws Exception {
    var settings = TestServer.local().withNativeTransport(false).withEventLoops(1);
    assertThat(settings.loops()).isEqualTo(new TransportSettings.Loops(1, false));
    try (var server = TestServer.start(builder -> builder, settings)) {
      assertThat(server.get(TestServer.POLLING).statusCode()).isEqualTo(200);
    }
  }
}
