package io.sidecast.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.examples.ChildProcess;
import io.sidecast.examples.brokers.FreePort;
import io.sidecast.examples.brokers.LocalProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * HAProxy with the file of examples/haproxy, in which the addresses of nodes and the path of the
 * health check are those of the chat. Thread-safe.
 */
final class Balancer implements AutoCloseable {

  private static final Path FILE = Path.of("../haproxy/haproxy.cfg");
  private static final String NODES = "(?s)  server one 10\\.0\\.0\\.1:5000 .*";

  private final ChildProcess process;
  private final URI url;
  private final HttpClient http = HttpClient.newHttpClient();

  private Balancer(ChildProcess process, URI url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts HAProxy.
   *
   * @param folder an empty folder
   * @param ports the ports of the nodes
   */
  static Balancer start(Path folder, List<Integer> ports) throws IOException {
    int port = FreePort.find();
    String text = Files.readString(FILE);
    text = replaced(text, "bind :80", "bind 127.0.0.1:" + port);
    text = replaced(text, "GET /readyz", "GET /actuator/health/readiness");
    text = replaced(text, NODES, servers(ports));
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), text);
    String program =
        LocalProgram.find("haproxy")
            .orElseThrow(() -> new AssertionError("no haproxy; bin/install-brokers installs it"))
            .toString();
    var command = new ProcessBuilder(program, "-db", "-f", file.toString());
    ChildProcess process = ChildProcess.start("haproxy", command, System.err::println);
    return new Balancer(process, URI.create("http://127.0.0.1:" + port));
  }

  private static String replaced(String text, String old, String replacement) {
    String changed = text.replaceFirst(old, replacement);
    assertThat(changed).as("%s contains %s", FILE, old).isNotEqualTo(text);
    return changed;
  }

  private static String servers(List<Integer> ports) {
    return IntStream.range(0, ports.size())
        .mapToObj(i -> "  server n%d 127.0.0.1:%d check cookie n%d\n".formatted(i, ports.get(i), i))
        .collect(Collectors.joining());
  }

  /** Returns the address for clients. */
  URI url() {
    return url;
  }

  /**
   * Sends a request without a cookie.
   *
   * @return the index of the node that responded; -1 if none has
   */
  int chosenNode() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(url.resolve("/index.html")).build();
    HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());
    return response
        .headers()
        .firstValue("set-cookie")
        .filter(cookie -> response.statusCode() == 200)
        .map(cookie -> Integer.valueOf(cookie.replaceFirst("node=n(\\d+);.*", "$1")))
        .orElse(-1);
  }

  @Override
  public void close() {
    process.close();
  }

  @Override
  public String toString() {
    return process + "\n" + process.tail();
  }
}
