package io.sidecast.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sidecast.examples.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The official JavaScript client, in a process of its own. */
final class JavaScriptTestClient extends TestClient {

  /** The variable that names the folder with {@code node_modules/socket.io-client}. */
  private static final String FOLDER_VARIABLE = "SIDECAST_JS_CLIENT";

  private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final CompletableFuture<String> transport = new CompletableFuture<>();
  private final ChildProcess process;

  JavaScriptTestClient(String url, String transports) {
    this(List.of("node", script(), url, transports));
  }

  private JavaScriptTestClient(List<String> command) {
    var program = new ProcessBuilder(command).directory(folder());
    try {
      process = ChildProcess.start("JavaScript client", program, this::read);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run the JavaScript client: install Node.js", e);
    }
    process.ended().thenAccept(code -> failed("it exited with " + code + ":\n" + process.tail()));
  }

  /** Creates a client that encodes its packets with the parser of an npm package. */
  static JavaScriptTestClient withParser(String url, String transports, String parser) {
    return new JavaScriptTestClient(List.of("node", script(), url, transports, parser));
  }

  /** Returns the transport, once the client is connected and a requested upgrade is complete. */
  String transport() {
    return started(transport, "connect");
  }

  @Override
  CompletableFuture<JsonNode> start(String event, ArrayNode args) {
    var answer = new CompletableFuture<JsonNode>();
    int id = ids.incrementAndGet();
    calls.put(id, answer);
    var line = JsonNodeFactory.instance.objectNode().put("id", id).put("event", event);
    process.send(line.set("args", args).toString());
    return answer;
  }

  @Override
  public void close() {
    process.close();
  }

  private void read(String line) {
    if (!line.startsWith("{")) {
      return;
    }
    JsonNode message = Values.parse(line);
    if (message.has("connected")) {
      connected(message.path("connected").asText());
    } else if (message.has("transport")) {
      transport.complete(message.path("transport").asText());
    } else if (message.has("failed")) {
      failed(message.path("failed").asText());
    } else if (message.has("event")) {
      received(message.path("event").asText(), message.path("args"));
    } else {
      var call = calls.remove(message.path("id").asInt());
      if (call != null) {
        call.complete(message.path("args"));
      }
    }
  }

  private static File folder() {
    String given = System.getenv(FOLDER_VARIABLE);
    Path folder = Path.of(given == null ? "src/test/js" : given).toAbsolutePath();
    if (!Files.isDirectory(folder.resolve("node_modules/socket.io-client"))) {
      throw new IllegalStateException(
          "no JavaScript client in "
              + folder
              + ": run npm ci there (bin/test does), or npm install socket.io-client in a folder"
              + " and name it in "
              + FOLDER_VARIABLE);
    }
    return folder.toFile();
  }

  private static String script() {
    try (InputStream script = JavaScriptTestClient.class.getResourceAsStream("client.js")) {
      if (script == null) {
        throw new IllegalStateException("client.js is missing from the kit");
      }
      Path copy = Files.createTempFile("sidecast-client", ".js");
      copy.toFile().deleteOnExit();
      Files.copy(script, copy, StandardCopyOption.REPLACE_EXISTING);
      return copy.toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack the JavaScript client", e);
    }
  }
}
