package io.sidecast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sidecast.examples.brokers.BrokerKind;
import io.sidecast.examples.brokers.FreePort;
import io.sidecast.testing.browser.Browser;
import io.sidecast.testing.browser.BrowserException;
import io.sidecast.testing.browser.Key;
import io.sidecast.testing.browser.Tab;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of the chat of {@code bin/demo --serve}, in tabs of a real browser on two servers over a
 * Redis. Confined to the test thread.
 */
class ChatIT {

  private static final Duration START = Duration.ofSeconds(60);

  private static final int[] PORTS = {FreePort.find(), FreePort.find()};
  private static final CompletableFuture<Void> RUN = new CompletableFuture<>();

  private static Demo demo;
  private static Browser browser;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    demo =
        new Demo(
            new Demo.Settings(
                null, BrokerKind.REDIS, "127.0.0.1", List.of(PORTS[0], PORTS[1]), true));
    var thread = new Thread(ChatIT::run, "demo");
    thread.setDaemon(true);
    thread.start();
    browser = Browser.start();
    await().atMost(START).until(() -> isReady(0) && isReady(1));
  }

  @AfterAll
  static void close() {
    demo.close();
    browser.close();
  }

  @Test
  void peopleOfTwoServersSeeAndReachEachOther() throws IOException {
    try (Tab ada = enter(0, "Ada", "lobby");
        Tab bob = enter(1, "Bob", "lobby")) {
      ada.waitFor(shows("#people", "Bob", "127.0.0.1:" + PORTS[1]));
      bob.waitFor(shows("#people", "Ada", "127.0.0.1:" + PORTS[0]));
      assertThat(ada.text("#node")).isEqualTo("127.0.0.1:" + PORTS[0]);
      ada.click("#text");
      ada.type("Hello from here");
      bob.waitFor(shows("#typing", "Ada is typing"));
      ada.click("#send");
      bob.waitFor(shows("#log", "Hello from here", "via 127.0.0.1:" + PORTS[0]));
      ada.waitFor("!document.getElementById('text').value");
      assertThat(bob.text("#typing")).isEmpty();
      assertThat(ada.text("#log")).contains("You", "Hello from here");

      bob.chooseFile("#file", picture());
      ada.waitFor("document.querySelector('#log img')?.naturalWidth === 640");

      assertThat(ada.errors()).isEmpty();
      assertThat(bob.errors()).isEmpty();
    }
  }

  /** The experiment of bin/demo by hand: B writes to A, on the other server, by A's id. */
  @Test
  void directMessageReachesOnlyTheSidThatIsNamed() {
    try (Tab ada = enter(0, "Ada", "direct");
        Tab bob = enter(1, "Bob", "direct");
        Tab eve = enter(1, "Eve", "direct")) {
      bob.fill("#target", sid(ada));
      bob.press(Key.ENTER);
      bob.click("#sample");
      bob.click("#send");
      ada.waitFor(shows("#log", Demo.MESSAGE, "only for you"));
      bob.waitFor(shows("#log", Demo.MESSAGE, "only for Ada"));
      bob.press(Key.ESCAPE);
      bob.type("for all");
      bob.press(Key.ENTER);
      eve.waitFor(shows("#log", "for all"));
      assertThat(eve.text("#log")).doesNotContain(Demo.MESSAGE);
    }
  }

  @Test
  void roomKeepsItsHistoryWhileOneIsConnected() {
    try (Tab ada = enter(0, "Ada", "history")) {
      say(ada, "first");
      try (Tab bob = enter(1, "Bob", "history")) {
        bob.waitFor(shows("#log", "first"));
        say(bob, "second");
        ada.waitFor(shows("#log", "second"));
        go(ada, "elsewhere");
        bob.waitFor(shows("#log", "Ada went to elsewhere"));
        go(ada, "history");
        ada.waitFor(shows("#log", "first", "second"));
        go(ada, "elsewhere");
      }
      await()
          .untilAsserted(
              () -> {
                go(ada, "history");
                String log = ada.text("#log");
                go(ada, "elsewhere");
                assertThat(log).doesNotContain("first").doesNotContain("second");
              });
    }
  }

  @Test
  void keyboardIsEnough() {
    try (Tab ada = open(0);
        Tab bob = enter(1, "Bob", "keys")) {
      ada.type("Ada");
      ada.press(Key.TAB);
      ada.type("keys");
      ada.press(Key.ENTER);
      ada.waitFor("document.activeElement.id === 'text'");
      ada.waitFor(shows("#people", "Bob"));
      ada.type("typed");
      ada.press(Key.ENTER);
      bob.waitFor(shows("#log", "typed"));
      focus(ada, "#people button:not(:disabled)");
      ada.press(Key.ENTER);
      ada.waitFor("document.activeElement.id === 'text'");
      ada.type("whispered");
      ada.press(Key.ENTER);
      bob.waitFor(shows("#log", "whispered", "only for you"));
      ada.press(Key.ESCAPE);
      ada.waitFor("document.getElementById('direct').hidden");
      assertThat(ada.errors()).isEmpty();
    }
  }

  @Test
  void tabHealsWhenItsServerIsKilled() {
    try (Tab ada = enter(0, "Ada", "kill");
        Tab bob = enter(1, "Bob", "kill")) {
      say(ada, "before");
      bob.waitFor(shows("#log", "before"));
      String sid = sid(ada);
      kill(0);
      ada.waitFor(shows("#state", "connecting again"));
      ada.waitFor(shows("#state", "connected to"), Duration.ofSeconds(25));
      assertThat(sid(ada)).isNotEqualTo(sid);
      bob.waitFor("!people.has('" + sid + "')");
      say(bob, "after");
      ada.waitFor(shows("#log", "before", "after"));
      assertThat(ada.errors()).allMatch(error -> error.startsWith("network: "));
      assertThat(bob.errors()).isEmpty();
    }
  }

  @Test
  void textOfPeopleIsNeverHtml() {
    String html = "<img src=x alt=x>";
    try (Tab ada = enter(0, html, "html");
        Tab bob = enter(1, "Bob", "html")) {
      say(ada, html);
      bob.waitFor(shows("#log", html));
      bob.waitFor(shows("#people", html));
      assertThat(bob.evaluate("document.querySelectorAll('img').length").asInt()).isZero();
    }
  }

  @Test
  void serverRefusesWhatIsOutOfBounds() {
    try (Tab ada = enter(0, "Ada", "bounds")) {
      assertRefused(ada, "'join', 'x'.repeat(25)", "a room has 1 to 24 characters, not 25");
      assertRefused(ada, "'say', { text: ' ' }", "a message has 1 to 2000 characters, not 0");
      assertRefused(ada, "'say', { text: 'x'.repeat(2001) }", "not 2001");
      assertRefused(ada, "'say', { image: new Uint8Array(200001) }", "at most 200000 bytes");
      assertRefused(ada, "'say', { image: new Uint8Array(100) }", "must be a JPEG");
      assertRefused(ada, "'say', { text: 'x', to: 'members of bounds' }", "20 letters and digits");
      assertRefused(ada, "'say', { text: 'x', to: '" + "x".repeat(20) + "' }", "nobody");
      try (Tab other = open(1)) {
        other.evaluate("document.getElementById('name').removeAttribute('maxlength')");
        other.fill("#name", "x".repeat(25));
        other.press(Key.ENTER);
        other.waitFor(shows("#refused", "a name has 1 to 24 characters, not 25"));
        assertThat(other.evaluate("document.activeElement.id").asText()).isEqualTo("name");
      }
    }
  }

  private static void run() {
    try {
      demo.run();
      RUN.complete(null);
    } catch (DemoFailure failure) {
      RUN.completeExceptionally(failure);
    }
  }

  private static boolean isReady(int server) throws InterruptedException {
    assertThat(RUN).isNotDone();
    try {
      var request = HttpRequest.newBuilder(url(server).resolve("readyz")).build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static URI url(int server) {
    return URI.create("http://127.0.0.1:" + PORTS[server] + "/");
  }

  private static Tab open(int server) {
    return browser.open(url(server));
  }

  private static Tab enter(int server, String name, String room) {
    Tab tab = open(server);
    tab.fill("#name", name);
    tab.fill("#first-room", room);
    tab.press(Key.ENTER);
    tab.waitFor(shows("#state", "connected to"));
    return tab;
  }

  private static void say(Tab tab, String text) {
    tab.fill("#text", text);
    tab.press(Key.ENTER);
    tab.waitFor(shows("#log", text));
  }

  private static void go(Tab tab, String room) {
    tab.fill("#room", room);
    tab.press(Key.ENTER);
    tab.waitFor(shows("#title", room));
  }

  /** Moves the focus backward from the message until it is at an element. */
  private static void focus(Tab tab, String selector) {
    for (int i = 0; i < 20; i++) {
      tab.pressWithShift(Key.TAB);
      if (tab.evaluate("document.activeElement.matches('" + selector + "')").asBoolean()) {
        return;
      }
    }
    throw new AssertionError("the keyboard does not reach " + selector);
  }

  private static String sid(Tab tab) {
    return tab.text("#sid");
  }

  private static String shows(String selector, String... texts) {
    var condition = new StringBuilder("((text) => true");
    for (String text : texts) {
      condition.append(" && text.includes('").append(text).append("')");
    }
    return condition + ")(document.querySelector('" + selector + "').innerText)";
  }

  private static void assertRefused(Tab tab, String arguments, String reason) {
    assertThatThrownBy(() -> tab.evaluate("ask(" + arguments + ")"))
        .isInstanceOf(BrowserException.class)
        .hasMessageContaining(reason);
  }

  private static void kill(int server) {
    String port = Integer.toString(PORTS[server]);
    ProcessHandle.current()
        .children()
        .filter(child -> List.of(child.info().arguments().orElseThrow()).contains(port))
        .findFirst()
        .orElseThrow()
        .destroyForcibly();
  }

  private Path picture() throws IOException {
    var image = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setColor(Color.ORANGE);
    graphics.fillOval(100, 100, 300, 300);
    graphics.dispose();
    Path file = folder.resolve("picture.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
