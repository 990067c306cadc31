package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The threads of handlers, which are virtual only on demand. */
class VirtualThreadsTest {

  private static final String POOLED = "sidecast-handler-\\d+";
  private static final String VIRTUAL = "sidecast-handler-virtual-\\d+";

  @Test
  void handlersRunOnPooledThreadsByDefault() throws Exception {
    assertThat(handlerThread(SocketIoServer.builder())).matches(POOLED);
  }

  @Test
  void handlersRunOnVirtualThreadsOnDemandFromJava21On() throws Exception {
    SocketIoServerBuilder builder = SocketIoServer.builder();
    int release = Runtime.version().feature();
    if (release < 21) {
      assertThatThrownBy(() -> builder.virtualThreads(true))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("virtualThreads(true) needs Java 21 or later; this is Java " + release);
    } else {
      assertThat(handlerThread(builder.virtualThreads(true))).matches(VIRTUAL);
      assertThat(handlerThread(builder.virtualThreads(false))).matches(POOLED);
    }
  }

  private static String handlerThread(SocketIoServerBuilder builder) throws Exception {
    BlockingQueue<String> threads = new LinkedBlockingQueue<>();
    try (SocketIoServer server = builder.port(0).host("127.0.0.1").broker("none").build()) {
      server.onConnection(socket -> threads.add(Thread.currentThread().getName()));
      server.start();
      try (var client = new WireClient(server)) {
        client.connect("");
        return threads.poll(20, TimeUnit.SECONDS);
      }
    }
  }
}
