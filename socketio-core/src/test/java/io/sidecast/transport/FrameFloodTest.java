package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Floods of frames without effect, from a client that reads nothing. The server stores neither the
 * frames nor its pongs, and serves another client on the same event loop.
 */
@ExtendWith(LeakDetection.class)
@Tag("slow")
class FrameFloodTest {

  private static final int FRAMES_PER_ROUND = 2_000;
  private static final int ROUNDS = 40;
  private static final long MEBIBYTE = 1024 * 1024;

  @ParameterizedTest(name = "{0}, {2} bytes each")
  @CsvSource({
    "pings,     89, 0",
    "pings,     89, 125",
    "pongs,     8A, 0",
    "pongs,     8A, 125",
    "fragments, 00, 0"
  })
  void floodOfAClientThatDoesNotRead(String what, String first, int length) throws Exception {
    byte[] frame = RawClient.masked(Integer.parseInt(first, 16), new byte[length]);
    byte[] many = RawClient.repeated(frame, FRAMES_PER_ROUND);
    var oneLoop = TestServer.local().withEventLoops(1);
    try (var server =
            TestServer.start(settings -> settings.pingInterval(Duration.ofMinutes(10)), oneLoop);
        var client = RawClient.webSocket(server, TestServer.WEBSOCKET)) {
      var handler = server.accepted();
      try (var bystander = RawClient.webSocket(server, TestServer.WEBSOCKET)) {
        assertThat(bystander.text()).startsWith("0{");
        if (what.equals("fragments")) {
          client.frame(0x02, new byte[] {1});
        }
        long heap = UsedMemory.heap();
        long buffers = UsedMemory.buffers();
        for (int round = 0; round < ROUNDS; round++) {
          client.send(many);
          bystander.frame(0x81, ("4" + round).getBytes(StandardCharsets.US_ASCII));
          assertThat(bystander.text()).isEqualTo("4" + round);
        }
        assertThat(UsedMemory.heap() - heap).isLessThan(16 * MEBIBYTE);
        assertThat(UsedMemory.buffers() - buffers).isLessThan(16 * MEBIBYTE);
        assertThat(handler.isClosed()).isFalse();
        assertThat(handler.received).isEmpty();
      }
    }
  }
}
