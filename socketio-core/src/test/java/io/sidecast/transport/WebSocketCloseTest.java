package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.sidecast.engine.IncompleteBytes;
import io.sidecast.engine.LoopCounters;
import io.sidecast.engine.RefusalLog;
import io.sidecast.engine.Transport;
import io.sidecast.engine.TransportCloseMode;
import io.sidecast.limit.Limits;
import io.sidecast.transport.encoding.FrameFormat;
import io.sidecast.transport.websocket.WebSocketTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The time for which a WebSocket stays open after the server's close frame. */
@ExtendWith(LeakDetection.class)
class WebSocketCloseTest {

  private final SlowReader reader = new SlowReader();
  private final EmbeddedChannel channel = new EmbeddedChannel(reader);

  /** A client that does not read: writes stay pending in the channel. */
  private static final class SlowReader extends ChannelOutboundHandlerAdapter {

    private final List<ChannelPromise> writes = new ArrayList<>();

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      ReferenceCountUtil.release(message);
      writes.add(promise);
    }

    void readEverything() {
      writes.forEach(ChannelPromise::setSuccess);
    }
  }

  private void closeByServer() {
    var settings =
        new WebSocketTransport.Settings(
            1000,
            new FrameFormat(4, FrameFormat.NEVER),
            new RefusalLog(),
            new IncompleteBytes(new Limits(Map.of())),
            new LoopCounters());
    Transport transport = new WebSocketTransport(channel, settings);
    transport.end(TransportCloseMode.SERVER_CLOSED);
  }

  private boolean isOpenAfter(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runPendingTasks();
    return channel.isOpen();
  }

  @Test
  void timeToAnswerBeginsWhenTheCloseFrameIsWritten() {
    closeByServer();
    assertThat(isOpenAfter(10)).as("packets and the close frame are pending").isTrue();
    reader.readEverything();
    assertThat(isOpenAfter(2)).as("the client may send its close frame").isTrue();
    assertThat(isOpenAfter(2)).as("the client has sent no close frame").isFalse();
  }

  @Test
  void clientThatNeverReadsIsCut() {
    closeByServer();
    assertThat(isOpenAfter(29)).isTrue();
    assertThat(isOpenAfter(2)).isFalse();
  }
}
