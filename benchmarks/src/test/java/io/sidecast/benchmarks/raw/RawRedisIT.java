package io.sidecast.benchmarks.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.sidecast.examples.RunningBroker;
import io.sidecast.examples.brokers.BrokerKind;
import io.sidecast.examples.brokers.FreePort;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests over a real Redis that the messages of a burst leave together. */
class RawRedisIT {

  private static final String CHANNEL = "raw";
  private static final long MAX_WAIT_SECONDS = 20;

  @TempDir private Path folder;

  private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
  private final EventLoop loop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()).next();

  @AfterEach
  void endTheLoop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void theMessagesOfOneTurnOfTheEventLoopWaitForItsEnd() throws Exception {
    var program = BrokerKind.REDIS.programs(FreePort.find(), folder);
    try (RunningBroker redis = RunningBroker.start("Redis", program.get(program.size() - 1));
        RedisClient other = RedisClient.create(redis.uri().toString())) {
      var fence = other.connect().sync();
      var client = new RawRedis(redis.uri().toString(), loop);
      client.subscribe(
          CHANNEL, message -> arrived.add(new String(message, StandardCharsets.UTF_8)));
      loop.execute(
          () -> {
            publish(client, "a");
            publish(client, "b");
            fence.publish(CHANNEL, "fence");
          });
      assertThat(next()).isEqualTo("fence");
      assertThat(next()).isEqualTo("a");
      assertThat(next()).isEqualTo("b");
    }
  }

  private static void publish(RawRedis client, String message) {
    client.publish(CHANNEL, message.getBytes(StandardCharsets.UTF_8));
  }

  private String next() throws InterruptedException {
    return String.valueOf(arrived.poll(MAX_WAIT_SECONDS, TimeUnit.SECONDS));
  }
}
