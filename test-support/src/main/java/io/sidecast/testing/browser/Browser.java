package io.sidecast.testing.browser;

import java.net.URI;
import java.util.Map;

/**
 * A Chromium without a window, with a profile of its own. Its tabs are visible pages, each in a
 * window of its own, so timers and animations run in all of them. Thread-safe.
 */
public final class Browser implements AutoCloseable {

  private final ChromiumProcess process;
  private final DevTools devTools;

  private Browser(ChromiumProcess process, DevTools devTools) {
    this.process = process;
    this.devTools = devTools;
  }

  /**
   * Starts the browser that {@code SIDECAST_CHROMIUM} names, else the first of chromium,
   * chromium-browser and google-chrome on PATH.
   *
   * @return the browser, without a tab
   * @throws BrowserException if there is none, with advice, or if it does not start
   */
  public static Browser start() {
    ChromiumProcess process = ChromiumProcess.start();
    try {
      return new Browser(process, DevTools.connect(process.endpoint()));
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  /**
   * Opens a page in a new tab and waits until it is loaded.
   *
   * @param url the address of the page
   * @return the tab
   * @throws BrowserException if the page cannot be loaded
   */
  public Tab open(URI url) {
    String target =
        devTools
            .call("", "Target.createTarget", Map.of("url", "about:blank", "newWindow", true))
            .get("targetId")
            .asText();
    String session =
        devTools
            .call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .asText();
    var tab = new Tab(devTools, target, session);
    tab.load(url);
    return tab;
  }

  /** Ends the browser with all of its processes, and deletes its profile. Idempotent. */
  @Override
  public void close() {
    devTools.close();
    process.close();
  }
}
