package io.sidecast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.examples.brokers.BrokerKind;
import io.sidecast.testing.browser.Browser;
import io.sidecast.testing.browser.Key;
import io.sidecast.testing.browser.Tab;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The unchanged page of the Admin UI in a real browser, with two nodes. Confined to the test
 * thread.
 */
class AdminUiIT {

  private static final String PASSWORD = "tea for two";

  private final List<AutoCloseable> open = new ArrayList<>();
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private Tab tab;

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.add(resource);
    return resource;
  }

  private int startNode(LocalBroker broker) throws Exception {
    var arguments =
        List.of("--host=127.0.0.1", "--port=0", "--broker=" + broker.uri(), "--prefix=admin");
    var jvm = new ServerProcess.Jvm(List.of(), Map.of("SIDECAST_ADMIN", "ada:" + PASSWORD));
    var command = new ServerProcess.Command(jvm, arguments);
    return opened(ServerProcess.start("a node", command, log::add))
        .port()
        .get(40, TimeUnit.SECONDS);
  }

  private Socket connect(int port, String namespace) throws Exception {
    Socket client = IO.socket(URI.create("http://127.0.0.1:" + port + namespace));
    open.add(client::close);
    var connected = new CompletableFuture<Void>();
    client.on(Socket.EVENT_CONNECT, args -> connected.complete(null));
    client.connect();
    connected.get(40, TimeUnit.SECONDS);
    return client;
  }

  private static void call(Socket client, String event, Object argument) throws Exception {
    var done = new CompletableFuture<Void>();
    client.emit(event, new Object[] {argument}, args -> done.complete(null));
    done.get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS", "NATS"})
  void anAdminSeesAndActsOnBothNodes(BrokerKind kind) throws Exception {
    LocalBroker broker = opened(LocalBroker.start(kind));
    int first = startNode(broker);
    int second = startNode(broker);
    Socket near = connect(first, "/");
    Socket far = connect(second, "/");
    call(far, "join", "tea");
    tab = opened(Browser.start()).open(URI.create("http://127.0.0.1:" + first + "/admin"));
    tab.resize(1400, 900);

    logIn();
    seesBothNodes();
    seesSocketsAndRooms(near, far);
    seesEvents(near, far);
    disconnects(near, far);
    staysLoggedInUntilTheSessionEnds();
    // The page loads its fonts and icons from other sites, which a test machine may not reach.
    assertThat(tab.errors()).allMatch(error -> error.startsWith("network: "));
  }

  private void logIn() throws Exception {
    waitForDialog();
    enter("wrong");
    awaitRefusal();
    enter(PASSWORD);
    tab.waitFor("!document.querySelector('input[type=password]')?.checkVisibility()");
  }

  /** Waits until the dialog does not move. */
  private void waitForDialog() {
    tab.waitFor(
        "document.querySelector('input[type=password]').checkVisibility()"
            + " && document.querySelector('.v-dialog').getAnimations().length === 0");
  }

  /** Waits until a node has logged a wrong password, and the page shows its refusal. */
  private void awaitRefusal() throws Exception {
    String line = log.poll(20, TimeUnit.SECONDS);
    while (line != null && !line.contains("an admin login from 127.0.0.1 failed")) {
      line = log.poll(20, TimeUnit.SECONDS);
    }
    assertThat(line).isNotNull();
    waitForText("Invalid credentials");
  }

  /** Enters a login when the page has the response to the one before. */
  private void enter(String password) {
    tab.waitFor("!document.querySelector('form button[type=submit]').disabled");
    tab.fill("form .v-input:nth-of-type(2) input", "ada");
    tab.fill("input[type=password]", password);
    tab.press(Key.ENTER); // a click may miss the button of a dialog that still moves
  }

  private void waitForText(String text) {
    tab.waitFor("document.body.innerText.includes(" + JSONObject.quote(text) + ")");
  }

  private void show(String page) {
    tab.evaluate("location.hash = '#/" + page + "/', true");
  }

  /** Waits for a row of a table that contains all texts. */
  private void waitForRow(String... texts) {
    tab.waitFor(row(texts) + " !== undefined");
  }

  private static String row(String... texts) {
    var conditions = new ArrayList<String>();
    for (String text : texts) {
      conditions.add("row.innerText.includes(" + JSONObject.quote(text) + ")");
    }
    return "[...document.querySelectorAll('tr')].find(row => "
        + String.join(" && ", conditions)
        + ")";
  }

  private void seesBothNodes() {
    show("servers");
    tab.waitFor(
        "[...document.querySelectorAll('tbody tr')]"
            + ".filter(row => /\\bHEALTHY/.test(row.innerText)).length === 2");
    show("");
    waitForRow("/admin", "1");
  }

  private void seesSocketsAndRooms(Socket near, Socket far) throws Exception {
    show("sockets");
    waitForRow(near.id(), "127.0.0.1", "WebSocket");
    waitForRow(far.id(), "127.0.0.1", "WebSocket");
    show("rooms");
    waitForRow("tea", "1");
    call(near, "join", "tea");
    waitForRow("tea", "2");
  }

  private void seesEvents(Socket near, Socket far) throws Exception {
    show("events");
    call(near, "to_room", new JSONObject(Map.of("room", "tea", "data", "milk?")));
    waitForRow(near.id(), "Event received", "to_room");
    waitForRow(far.id(), "Event sent", "msg");
  }

  private void disconnects(Socket near, Socket far) throws Exception {
    String id = far.id();
    var gone = new CompletableFuture<Object>();
    far.on(Socket.EVENT_DISCONNECT, args -> gone.complete(args[0]));
    show("sockets");
    waitForRow(id, "WebSocket");
    tab.evaluate(row(id, "WebSocket") + ".querySelector('button').click(), true");

    assertThat(gone.get(20, TimeUnit.SECONDS)).isEqualTo("io server disconnect");
    show("sockets");
    waitForRow(near.id(), "WebSocket");
    tab.waitFor(row(id, "WebSocket") + " === undefined");
  }

  private void staysLoggedInUntilTheSessionEnds() {
    tab.evaluate("location.reload(), true");
    tab.waitFor("/\\bCONNECTED/.test(document.body.innerText)");
    tab.evaluate("localStorage.removeItem('session_id'), location.reload(), true");
    waitForDialog();
  }
}
