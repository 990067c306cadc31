package io.sidecast.testing.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a tab in a real browser, on a page in a file. Confined to the test thread. */
class BrowserIT {

  private static final String PAGE =
      """
      <!doctype html><meta charset="utf-8"><title>Page</title>
      <form id="form"><input id="name"><button id="send">Send</button></form>
      <input id="file" type="file"><p id="out">nothing</p>
      <script>
        form.onsubmit = (event) => {
          event.preventDefault();
          setTimeout(() => (out.textContent = "sent " + document.getElementById("name").value), 50);
        };
      </script>
      """;

  private static Browser browser;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    browser = Browser.start();
  }

  @AfterAll
  static void close() {
    browser.close();
  }

  @Test
  void mouseAndKeyboardReachThePage() throws IOException {
    try (Tab tab = open()) {
      tab.click("#name");
      tab.type("Ada 拜");
      tab.click("#send");
      tab.waitFor("out.textContent === 'sent Ada 拜'");
      tab.fill("#name", "Bob");
      tab.press(Key.ENTER);
      tab.waitFor("out.textContent === 'sent Bob'");
      tab.press(Key.TAB);
      assertThat(tab.evaluate("document.activeElement.id").asText()).isEqualTo("send");
      tab.pressWithShift(Key.TAB);
      assertThat(tab.evaluate("document.activeElement.id").asText()).isEqualTo("name");
      assertThat(tab.errors()).isEmpty();
    }
  }

  @Test
  void aFileIsChosen() throws IOException {
    Path file = Files.writeString(folder.resolve("note.txt"), "text");
    try (Tab tab = open()) {
      tab.chooseFile("#file", file);
      assertThat(tab.evaluate("file.files[0].text()").asText()).isEqualTo("text");
    }
  }

  @Test
  void aWaitSurvivesTheLoadOfAnotherPage() throws IOException {
    Path next = Files.writeString(folder.resolve("next.html"), "<title>Next</title>");
    try (Tab tab = open()) {
      tab.evaluate("void setTimeout(() => (location.href = '%s'), 100)".formatted(next.toUri()));
      tab.waitFor("document.title === 'Next'");
    }
  }

  @Test
  void aConditionThatStaysFalseIsAFailureWithTheTextOfThePage() throws IOException {
    try (Tab tab = open()) {
      assertThatThrownBy(() -> tab.waitFor("out.textContent === 'other'", Duration.ofMillis(100)))
          .isInstanceOf(BrowserException.class)
          .hasMessageContaining("out.textContent === 'other'")
          .hasMessageContaining("nothing");
    }
  }

  @Test
  void errorsOfThePageAreCollected() throws IOException {
    try (Tab tab = open()) {
      tab.evaluate("void setTimeout(() => { throw new Error('thrown'); }, 0)");
      tab.evaluate("console.error('written')");
      tab.evaluate("fetch('http://127.0.0.1:1/').catch(() => 0)");
      awaitError(tab, "thrown");
      awaitError(tab, "written");
      awaitError(tab, "network: ");
    }
  }

  private static void awaitError(Tab tab, String text) throws IOException {
    while (tab.errors().stream().noneMatch(error -> error.contains(text))) {
      tab.evaluate("new Promise(requestAnimationFrame)");
    }
  }

  @Test
  void aPhoneInDarkModeIsEmulated() throws IOException {
    try (Tab tab = open()) {
      tab.emulatePhone();
      tab.emulateDarkMode(true);
      assertThat(tab.evaluate("matchMedia('(prefers-color-scheme: dark)').matches").asBoolean())
          .isTrue();
      assertThat(tab.evaluate("screen.width").asInt()).isEqualTo(390);
      Path picture = folder.resolve("picture.png");
      tab.screenshot(picture);
      assertThat(picture).content(StandardCharsets.ISO_8859_1).contains("PNG");
    }
  }

  @Test
  void aPageThatCannotBeLoadedIsAFailure() {
    assertThatThrownBy(() -> browser.open(URI.create("http://127.0.0.1:1/")))
        .isInstanceOf(BrowserException.class)
        .hasMessageContaining("ERR_");
  }

  private Tab open() throws IOException {
    return browser.open(Files.writeString(folder.resolve("page.html"), PAGE).toUri());
  }
}
