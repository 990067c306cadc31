package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One polling body with more events than may wait for handlers. Confined to the test thread. */
class LargeBodyTest {

  private static final int EVENTS = 50_000;

  private final HttpClient http = HttpClient.newBuilder().executor(WireClient.THREADS).build();

  private HttpRequest.Builder request(SocketIoServer server, String query) {
    String path = "/socket.io/?EIO=4&transport=polling" + query;
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  @Test
  void everyEventIsHandledInOrderBeforeTheEnd() throws Exception {
    List<Integer> handled = Collections.synchronizedList(new ArrayList<>());
    var connected = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var entered = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    try (var server = SocketIoServer.builder().port(0).host("127.0.0.1").broker("none").build()) {
      server.onConnection(
          socket -> {
            socket.on(
                "n",
                Integer.class,
                n -> {
                  entered.countDown();
                  release.await();
                  handled.add(n);
                });
            socket.onDisconnect(reason -> ended.countDown());
            connected.countDown();
          });
      server.start();
      String opened = http.send(request(server, "").build(), BodyHandlers.ofString()).body();
      String sid = "&sid=" + opened.replaceFirst(".*\"sid\":\"([^\"]*)\".*", "$1");
      http.send(
          request(server, sid).POST(BodyPublishers.ofString("40")).build(),
          BodyHandlers.ofString());
      connected.await();
      var body = new StringBuilder();
      IntStream.range(0, EVENTS).forEach(i -> body.append("42[\"n\",").append(i).append("]\u001e"));
      body.append('1'); // the client closes
      var posted =
          http.sendAsync(
              request(server, sid).POST(BodyPublishers.ofString(body.toString())).build(),
              BodyHandlers.ofString());
      entered.await();
      assertThat(posted).isNotDone();
      release.countDown();
      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(handled).isEqualTo(IntStream.range(0, EVENTS).boxed().toList());
    }
  }
}
