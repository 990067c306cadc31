package io.sidecast.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that the measured server does what the programs of the peers do, and nothing more. */
class LoadEventsTest {

  private static final long MAX_WAIT_SECONDS = 20;

  private final SocketIoServer server =
      SocketIoServer.builder().host("127.0.0.1").port(0).broker("none").build();
  private final Texts texts = new Texts();
  private WebSocket client;

  @BeforeEach
  void connect() throws Exception {
    new LoadEvents(server).register();
    new GrowthEvents(server).register();
    server.start();
    var uri =
        URI.create("ws://127.0.0.1:" + server.port() + "/socket.io/?EIO=4&transport=websocket");
    client =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(uri, texts)
            .get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    assertThat(texts.next()).startsWith("0{");
  }

  @AfterEach
  void close() {
    client.abort();
    server.close();
  }

  @Test
  void aClientReceivesNothingUnasked() throws Exception {
    assertThat(answer("40")).startsWith("40{\"sid\":");
    assertThat(answer("421[\"echo\",\"data\"]")).isEqualTo("431[\"data\"]");
  }

  @Test
  void roomsAndSidsAreAddresses() throws Exception {
    String sid = answer("40").substring("40{\"sid\":\"".length()).replace("\"}", "");
    assertThat(answer("421[\"join\",\"room\"]")).isEqualTo("431[true]");
    assertThat(answer("42[\"to_room\",{\"room\":\"room\",\"data\":\"a\"}]"))
        .isEqualTo("42[\"msg\",\"a\"]");
    assertThat(answer("42[\"emit_sid\",{\"sid\":\"" + sid + "\",\"data\":\"b\"}]"))
        .isEqualTo("42[\"msg\",\"b\"]");
  }

  @Test
  void roomsAreJoinedAndLeftOneByOne() throws Exception {
    answer("40");
    String rooms = "{\"first\":2,\"count\":3}";
    assertThat(answer("421[\"join_rooms\"," + rooms + "]")).isEqualTo("431[true]");
    assertThat(rooms()).containsExactlyInAnyOrder("room2", "room3", "room4");
    assertThat(answer("421[\"fetch\"]")).isEqualTo("431[1]");
    assertThat(answer("421[\"join_and_leave\"," + rooms + "]")).isEqualTo("431[true]");
    assertThat(rooms()).isEmpty();
  }

  private Set<String> rooms() throws Exception {
    return server.rooms().toCompletableFuture().get(MAX_WAIT_SECONDS, TimeUnit.SECONDS).value();
  }

  private String answer(String packet) throws Exception {
    client.sendText(packet, true).get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    return texts.next();
  }

  /** Collects the texts that arrive. */
  private static final class Texts implements WebSocket.Listener {

    private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      arrived.add(text.toString());
      from.request(1);
      return null;
    }

    String next() throws InterruptedException {
      return String.valueOf(arrived.poll(MAX_WAIT_SECONDS, TimeUnit.SECONDS));
    }
  }
}
