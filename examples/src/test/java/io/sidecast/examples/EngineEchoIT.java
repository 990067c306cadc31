package io.sidecast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests of bin/node --engine-echo with the options of the official suites. Confined to the test
 * thread.
 */
class EngineEchoIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static ServerProcess node;
  private static String address;

  @BeforeAll
  static void start() throws Exception {
    var options = "--engine-echo --allow-eio3 --port 0 --host 127.0.0.1 --connect-timeout 1000";
    var timing = " --ping-interval 300 --ping-timeout 20000 --max-payload 1000000";
    node = ServerProcess.start("echo", List.of((options + timing).split(" ", -1)), line -> {});
    address = "127.0.0.1:" + node.port().get(60, TimeUnit.SECONDS) + "/engine.io/?EIO=";
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @CsvSource({"4, 4hello", "3, 6:4hello"})
  void pollingEchoes(int revision, String payload) throws Exception {
    String opened = send(request("http://" + address + revision + "&transport=polling").GET());
    String handshake = opened.substring(opened.indexOf('{'));
    assertThat(handshake)
        .contains("\"pingInterval\":300", "\"pingTimeout\":20000", "\"maxPayload\":1000000");
    String sid = handshake.split("\"", 5)[3];
    String session = "http://" + address + revision + "&transport=polling&sid=" + sid;
    assertThat(send(request(session).POST(BodyPublishers.ofString(payload)))).isEqualTo("ok");
    assertThat(send(request(session).GET())).isEqualTo(payload);
  }

  @Test
  void webSocketEchoes() throws Exception {
    var texts = new LinkedBlockingQueue<String>();
    WebSocket socket =
        HTTP.newWebSocketBuilder()
            .buildAsync(URI.create("ws://" + address + "4&transport=websocket"), keeping(texts))
            .get(20, TimeUnit.SECONDS);
    assertThat(texts.poll(20, TimeUnit.SECONDS)).startsWith("0{");
    socket.sendText("4hello", true).get(20, TimeUnit.SECONDS);
    String answer = texts.poll(20, TimeUnit.SECONDS);
    while ("2".equals(answer)) {
      answer = texts.poll(20, TimeUnit.SECONDS);
    }
    assertThat(answer).isEqualTo("4hello");
    socket.abort();
  }

  private static WebSocket.Listener keeping(LinkedBlockingQueue<String> texts) {
    return new WebSocket.Listener() {
      @Override
      public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        texts.add(data.toString());
        socket.request(1);
        return null;
      }
    };
  }

  private static HttpRequest.Builder request(String uri) {
    return HttpRequest.newBuilder(URI.create(uri));
  }

  private static String send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }
}
