package io.sidecast.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SocketIoServer;
import io.sidecast.socket.Socket;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The attacks that published vulnerabilities of other Socket.IO servers and of their libraries
 * describe. Each test also requires that a client on the same event loop is served, and that no
 * handler throws.
 */
@ExtendWith(LeakDetection.class)
@Tag("slow")
class KnownVulnerabilitiesTest {

  private static final String FENCE = "4299[\"echo\",\"fence\"]";

  private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();
  private SocketIoServer server;
  private RawClient bystander;

  @BeforeEach
  void start() throws Exception {
    server =
        SocketIoServer.builder()
            .port(0)
            .host("127.0.0.1")
            .broker("none")
            .eventLoops(1)
            .pingInterval(Duration.ofMinutes(10))
            .onError((socket, occasion, error) -> errors.add(occasion + ": " + error))
            .build();
    server.onConnection(this::listen);
    server.start();
    bystander = connected();
  }

  @AfterEach
  void bystanderIsServed() throws Exception {
    try (var client = bystander) {
      assertEcho(client);
      assertThat(errors).isEmpty();
    } finally {
      server.close();
    }
  }

  private void listen(Socket socket) {
    socket.on("echo", (args, ack) -> ack.send(args.all().toArray()));
    socket.onAny((event, args) -> handled.add(event));
  }

  private RawClient open() throws IOException {
    var client = RawClient.webSocket(server.port(), TestServer.WEBSOCKET);
    assertThat(client.text()).startsWith("0{");
    return client;
  }

  private RawClient connected() throws IOException {
    var client = open();
    send(client, "40");
    assertThat(client.text()).startsWith("40{");
    return client;
  }

  private static void send(RawClient client, String packet) throws IOException {
    client.frame(0x81, packet.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertEcho(RawClient client) throws IOException {
    send(client, FENCE);
    assertThat(client.text()).isEqualTo("4399[\"fence\"]");
  }

  private static void assertClosed(RawClient client) throws IOException {
    assertThat(client.closeCode()).isEqualTo(1000);
  }

  /** CVE-2026-33151: a packet announces very many attachments, which the server collects. */
  @ParameterizedTest
  @ValueSource(strings = {"11", "1000", "999999", "9999999999", "00000000000000000010"})
  void attachmentsAreFew(String count) throws Exception {
    String head = "45" + count + "-[\"echo\",{\"_placeholder\":true,\"num\":0}]";
    try (var client = connected()) {
      send(client, head);
      assertClosed(client);
    }
    try (var client = connected()) {
      send(client, head.replace("45", "46").replace("-[", "-7["));
      assertClosed(client);
    }
    assertThat(handled).doesNotContain("echo");
  }

  /** CVE-2026-69185: a packet of a type with attachments announces none; it must not wait. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "000000"})
  void noAttachmentIsAwaitedWhereNoneIsAnnounced(String count) throws Exception {
    try (var client = connected()) {
      send(client, "45" + count + "-1[\"echo\",7]");
      assertThat(client.text()).isEqualTo("431[7]");
      assertEcho(client);
    }
  }

  /** CVE-2022-2421: the number of a placeholder is no index of an attachment. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"splice\"",
        "\"0\"",
        "\"length\"",
        "-1",
        "1",
        "0.5",
        "1e0",
        "null",
        "true",
        "[0]",
        "{}",
        "9007199254740993",
        "99999999999999999999"
      })
  void placeholdersStandForAttachmentsOnly(String number) throws Exception {
    try (var client = connected()) {
      send(client, "451-[\"echo\",{\"_placeholder\":true,\"num\":" + number + "}]");
      client.frame(0x82, new byte[] {1});
      assertClosed(client);
    }
    assertThat(handled).doesNotContain("echo");
  }

  @Test
  void placeholderWithoutANumberIsRefused() throws Exception {
    try (var client = connected()) {
      send(client, "451-[\"echo\",{\"_placeholder\":true}]");
      client.frame(0x82, new byte[] {1});
      assertClosed(client);
    }
  }

  /** CVE-2022-2421: without an attachment, a placeholder is an ordinary value. */
  @Test
  void placeholderOfNoAttachmentIsAValue() throws Exception {
    try (var client = connected()) {
      send(client, "421[\"echo\",{\"_placeholder\":true,\"num\":0}]");
      assertThat(client.text()).isEqualTo("431[{\"_placeholder\":true,\"num\":0}]");
    }
  }

  /** CVE-2023-32695: the name of an event is no text, or the data is no array. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "42[{\"toString\":\"foo\"}]",
        "42[{\"toString\":1}]",
        "42[null]",
        "42[true]",
        "42[[\"echo\"]]",
        "42[]",
        "42{}",
        "42{\"length\":1,\"0\":\"echo\"}",
        "42\"echo\"",
        "42",
        "431{}",
        "431\"x\"",
        "421[{\"_placeholder\":true,\"num\":0}]",
        "451-[{\"_placeholder\":true,\"num\":0}]",
        "40\"auth\"",
        "40[1]",
        "41{}",
        "44[]"
      })
  void eventNamesAreTexts(String packet) throws Exception {
    try (var client = connected()) {
      send(client, packet);
      if (packet.startsWith("45")) {
        client.frame(0x82, new byte[] {1});
      }
      assertClosed(client);
    }
    assertThat(handled).doesNotContain("echo");
  }

  /** CVE-2024-38355: an event named {@code error} is one that nobody handles. */
  @ParameterizedTest
  @ValueSource(strings = {"error", "__proto__", "constructor", "toString", "hasOwnProperty"})
  void noEventNameIsSpecial(String name) throws Exception {
    try (var client = connected()) {
      send(client, "42[\"" + name + "\",{\"message\":\"x\"}]");
      assertEcho(client);
      assertThat(handled).contains(name);
    }
  }

  /** CVE-2024-38355: events of the server's own life are refused as events of a client. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener"
      })
  void reservedEventNamesAreRefused(String name) throws Exception {
    try (var client = connected()) {
      send(client, "42[\"" + name + "\"]");
      assertClosed(client);
    }
    assertThat(handled).doesNotContain(name);
  }

  /** CVE-2022-41940: the connection is reset at any moment of an opening handshake. */
  @Test
  void connectionsMayBeResetDuringAnUpgrade() throws Exception {
    String upgrade = RawClient.upgrade(TestServer.WEBSOCKET);
    String unknown = RawClient.upgrade(TestServer.WEBSOCKET + "&sid=none");
    byte[] frame = RawClient.masked(0x81, "40".getBytes(StandardCharsets.US_ASCII));
    for (int round = 0; round < 50; round++) {
      for (String request : new String[] {upgrade, unknown, upgrade.substring(0, round)}) {
        try (var client = new RawClient(server.port())) {
          client.socket.setSoLinger(true, 0); // the close is a reset
          client.send(request);
          if (round % 3 == 1 && request.equals(upgrade)) {
            client.answer();
          }
          if (round % 3 == 2) {
            client.send(Arrays.copyOf(frame, round % frame.length));
          }
        }
      }
    }
    assertEcho(bystander);
    Await.until("only the bystander is left", () -> server.load().sessions() == 1);
  }

  /** CVE-2023-31125: an upgrade to a transport that is none, or that cannot be upgraded to. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "?EIO=4&transport=polling",
        "?EIO=4&transport=unknown",
        "?EIO=4&transport=__proto__",
        "?EIO=4&transport=constructor",
        "?EIO=4&transport=",
        "?EIO=4",
        "?transport=websocket",
        "?EIO=4&transport[]=websocket",
        "?EIO[]=4&transport=websocket",
        "?EIO=4&transport=websocket&sid=",
        "?EIO=4&transport=websocket&sid=__proto__",
        "?EIO=4&transport=polling&sid[]=1",
        "?",
        "?%",
        ""
      })
  void upgradesToNoTransportAreRefused(String query) throws Exception {
    try (var client = new RawClient(server.port())) {
      client.send(RawClient.upgrade("/socket.io/" + query));
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(client.isEnded()).isTrue();
    }
  }

  /** CVE-2022-21676: a malformed frame follows the opening handshake in the same segment. */
  @Test
  void malformedFrameMayFollowTheHandshakeAtOnce() throws Exception {
    try (var client = new RawClient(server.port())) {
      client.send(RawClient.upgrade(TestServer.WEBSOCKET) + "\u00b1\u0081\0\0\0\0x");
      assertThat(client.answer().status()).isEqualTo(101);
      assertThat(client.closeCode()).isEqualTo(1002);
    }
  }

  /** CVE-2026-59725: a binary body that the protocol does not allow has its response. */
  @Test
  void everyRefusedBodyIsAnswered() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (var client = new RawClient(server.port())) {
        client.send(RawClient.get(TestServer.POLLING));
        String path = TestServer.POLLING + "&sid=" + TestServer.sid(client.answer().body());
        String post = RawClient.post(path, "4hello");
        client.send(post.replace("text/plain", "application/octet-stream"));
        assertThat(client.answer().status()).isEqualTo(400);
      }
    }
  }

  /** CVE-2026-48779: a message of very many tiny fragments needs memory for each of them. */
  @Test
  void fragmentsNeedNoMemoryBesideTheirBytes() throws Exception {
    byte[] some = RawClient.repeated(RawClient.masked(0x00, new byte[4]), 2_500);
    try (var client = connected()) {
      client.frame(0x02, new byte[] {1});
      long before = UsedMemory.heap();
      for (int i = 0; i < 99; i++) {
        client.send(some);
        assertEcho(bystander);
      }
      client.frame(0x89, new byte[0]);
      assertThat(client.frame().opcode()).isEqualTo(0xA);
      assertThat(UsedMemory.heap() - before).isLessThan(8 * 1024 * 1024);
      client.send(some);
      assertThat(client.closeCode()).isEqualTo(1009);
    }
  }

  /** CVE-2026-48802: each unrequested pong starts a thread or a timer. */
  @Test
  void unrequestedPongsStartNothing() throws Exception {
    byte[] pongs = RawClient.repeated(RawClient.masked(0x81, new byte[] {'3'}), 10_000);
    try (var early = open();
        var client = connected()) {
      assertEcho(client);
      int before = ManagementFactory.getThreadMXBean().getThreadCount();
      early.send(pongs);
      client.send(pongs);
      assertEcho(client);
      send(early, "40");
      assertThat(early.text()).startsWith("40{");
      assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(before + 10);
    }
  }

  /** CVE-2020-28481: pages of every origin may read responses by default. */
  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1"})
  void noOriginIsAllowedByDefault(String origin) throws Exception {
    try (var client = new RawClient(server.port())) {
      String field = "Origin: " + origin + "\r\nHost:";
      client.send(RawClient.get(TestServer.POLLING).replace("Host:", field));
      assertThat(client.answer().head()).doesNotContainIgnoringCase("access-control");
      String preflight = RawClient.get(TestServer.POLLING).replace("GET", "OPTIONS");
      client.send(preflight.replace("Host:", "Access-Control-Request-Method: POST\r\n" + field));
      assertThat(client.answer().head()).doesNotContainIgnoringCase("access-control");
    }
  }
}
