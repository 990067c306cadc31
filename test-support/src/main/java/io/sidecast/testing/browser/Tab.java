package io.sidecast.testing.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * One page of a browser. Elements are named by CSS selectors; a selector without an element is a
 * failure. Thread-safe.
 */
public final class Tab implements AutoCloseable {

  /** The deadline of {@link #waitFor(String)}. */
  public static final Duration DEADLINE = Duration.ofSeconds(10);

  private static final int SHIFT = 8;

  private final DevTools devTools;
  private final String target;
  private final String session;
  private final List<String> errors = new CopyOnWriteArrayList<>();

  Tab(DevTools devTools, String target, String session) {
    this.devTools = devTools;
    this.target = target;
    this.session = session;
    devTools.onEvent(session, this::receive);
    for (String domain : List.of("Page", "Runtime", "Log", "DOM")) {
      call(domain + ".enable", Map.of());
    }
  }

  /**
   * Loads a page and waits until it is complete.
   *
   * @param url the address of the page
   * @throws BrowserException if the page cannot be loaded
   */
  public void load(URI url) {
    JsonNode error = call("Page.navigate", Map.of("url", url.toString())).get("errorText");
    if (error != null) {
      throw new BrowserException(url + " cannot be loaded: " + error.asText());
    }
    waitFor("document.readyState === 'complete' && location.href !== 'about:blank'");
  }

  /**
   * Evaluates an expression in the page. The value of a promise is awaited.
   *
   * @param expression an expression of JavaScript
   * @return its value, which must be representable as JSON
   * @throws BrowserException if the expression throws
   */
  public JsonNode evaluate(String expression) {
    JsonNode response =
        call(
            "Runtime.evaluate",
            Map.of(
                "expression",
                expression,
                "awaitPromise",
                true,
                "returnByValue",
                true,
                "userGesture",
                true));
    JsonNode failure = response.get("exceptionDetails");
    if (failure != null) {
      throw new BrowserException(text(failure) + "\n  in " + expression);
    }
    return response.get("result").path("value");
  }

  /**
   * Waits until an expression is true, for 10 seconds at most.
   *
   * @param condition an expression of JavaScript
   * @return the value that is true
   */
  public JsonNode waitFor(String condition) {
    return waitFor(condition, DEADLINE);
  }

  /**
   * Waits until an expression is true. The page evaluates it every 20 milliseconds; an exception
   * counts as false. The wait continues in the next page if the tab loads one.
   *
   * @param condition an expression of JavaScript
   * @param deadline the longest wait, at most 25 seconds
   * @return the value that is true
   * @throws BrowserException if the condition is still false at the deadline; the message has the
   *     text of the page
   */
  public JsonNode waitFor(String condition, Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      long left = Math.max(0, Duration.ofNanos(end - System.nanoTime()).toMillis());
      try {
        JsonNode value = evaluate(polling(condition, left));
        if (!value.isNull()) {
          return value.get("value");
        }
        throw new BrowserException(
            "after %d ms still false: %s\nThe page shows:\n%s"
                .formatted(deadline.toMillis(), condition, text("body")));
      } catch (BrowserException e) {
        if (left == 0 || !hasLostItsPage(e)) {
          throw e;
        }
      }
    }
  }

  /**
   * Returns the text that an element shows.
   *
   * @param selector the element
   * @return the text, without markup
   */
  public String text(String selector) {
    return evaluate(element(selector) + ".innerText").asText();
  }

  /**
   * Clicks the centre of an element with the mouse, and so on whatever covers it.
   *
   * @param selector the element
   */
  public void click(String selector) {
    JsonNode centre =
        evaluate(
            """
            (() => {
              const element = %s;
              element.scrollIntoView({ block: "nearest", behavior: "instant" });
              const box = element.getBoundingClientRect();
              return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
            })()"""
                .formatted(element(selector)));
    for (String type : List.of("mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              centre.get("x").asDouble(),
              "y",
              centre.get("y").asDouble(),
              "button",
              "left",
              "clickCount",
              1));
    }
  }

  /**
   * Inserts text at the focus, as a keyboard or an input method does.
   *
   * @param text the text
   */
  public void type(String text) {
    call("Input.insertText", Map.of("text", text));
  }

  /**
   * Replaces the text of a field.
   *
   * @param selector the field
   * @param text the new text
   */
  public void fill(String selector, String text) {
    evaluate(element(selector) + ".focus()");
    evaluate(element(selector) + ".select()");
    type(text);
  }

  /**
   * Presses and releases a key.
   *
   * @param key the key
   */
  public void press(Key key) {
    press(key, 0);
  }

  /**
   * Presses and releases a key while Shift is held.
   *
   * @param key the key
   */
  public void pressWithShift(Key key) {
    press(key, SHIFT);
  }

  /**
   * Selects the file of a file input.
   *
   * @param selector the input
   * @param file the file
   */
  public void chooseFile(String selector, Path file) {
    int root = call("DOM.getDocument", Map.of()).at("/root/nodeId").asInt();
    int node =
        call("DOM.querySelector", Map.of("nodeId", root, "selector", selector))
            .get("nodeId")
            .asInt();
    call(
        "DOM.setFileInputFiles",
        Map.of("nodeId", node, "files", List.of(file.toAbsolutePath().toString())));
  }

  /**
   * Sets the size of the page, in CSS pixels.
   *
   * @param width the width
   * @param height the height
   */
  public void resize(int width, int height) {
    setMetrics(width, height, 1, false);
  }

  /** Makes the tab a phone of 390 by 844 CSS pixels with a touch screen. */
  @SuppressWarnings("MagicNumber") // The size is in the comment.
  public void emulatePhone() {
    setMetrics(390, 844, 2, true);
    call("Emulation.setTouchEmulationEnabled", Map.of("enabled", true));
  }

  /**
   * Sets the colours that the user prefers.
   *
   * @param dark whether they are light on dark
   */
  public void emulateDarkMode(boolean dark) {
    var preference = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", Map.of("features", List.of(preference)));
  }

  /**
   * Writes a picture of the visible part of the page.
   *
   * @param file a PNG file, which is replaced
   */
  public void screenshot(Path file) {
    String picture = call("Page.captureScreenshot", Map.of("format", "png")).get("data").asText();
    try {
      Files.write(file, Base64.getDecoder().decode(picture));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the errors of the console since the tab was opened: exceptions, {@code console.error},
   * and what the browser itself reports. A failed request begins with "network: ".
   *
   * @return the errors in their order
   */
  public List<String> errors() {
    evaluate("0"); // The events of the page arrive before this response.
    return List.copyOf(errors);
  }

  /** Closes the page. */
  @Override
  public void close() {
    devTools.call("", "Target.closeTarget", Map.of("targetId", target));
  }

  private JsonNode call(String method, Map<String, ?> parameters) {
    return devTools.call(session, method, parameters);
  }

  private void press(Key key, int modifiers) {
    var parameters =
        Map.of(
            "key",
            key.key(),
            "code",
            key.key(),
            "windowsVirtualKeyCode",
            key.code(),
            "modifiers",
            modifiers);
    var down = new HashMap<String, Object>(parameters);
    down.put("type", key.text().isEmpty() ? "rawKeyDown" : "keyDown");
    down.put("text", key.text());
    call("Input.dispatchKeyEvent", down);
    var up = new HashMap<String, Object>(parameters);
    up.put("type", "keyUp");
    call("Input.dispatchKeyEvent", up);
  }

  private void setMetrics(int width, int height, int scale, boolean mobile) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", mobile));
  }

  private void receive(String event, JsonNode parameters) {
    switch (event) {
      case "Runtime.exceptionThrown" -> errors.add(text(parameters.get("exceptionDetails")));
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "assert").contains(parameters.get("type").asText())) {
          errors.add("console: " + parameters.get("args"));
        }
      }
      case "Log.entryAdded" -> {
        JsonNode entry = parameters.get("entry");
        if ("error".equals(entry.get("level").asText())) {
          errors.add(
              "%s: %s %s"
                  .formatted(
                      entry.get("source").asText(),
                      entry.get("text").asText(),
                      entry.path("url").asText()));
        }
      }
      default -> {
        // The other events of the enabled domains concern no test.
      }
    }
  }

  private static String polling(String condition, long millis) {
    return """
        new Promise((resolve) => {
          const end = performance.now() + %d;
          const look = () => {
            let value;
            try { value = (%s); } catch { value = false; }
            if (value) resolve({ value: value });
            else if (performance.now() >= end) resolve(null);
            else setTimeout(look, 20);
          };
          look();
        })"""
        .formatted(millis, condition);
  }

  private static boolean hasLostItsPage(BrowserException failure) {
    String reason = String.valueOf(failure.getMessage());
    return Stream.of("context", "navigated", "collected").anyMatch(reason::contains);
  }

  private static String element(String selector) {
    return "document.querySelector(\"%s\")"
        .formatted(selector.replace("\\", "\\\\").replace("\"", "\\\""));
  }

  private static String text(JsonNode exception) {
    String description = exception.at("/exception/description").asText();
    return description.isEmpty() ? exception.get("text").asText() : description;
  }
}
