package io.sidecast.conformance.nats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;

/** Reads the monitoring endpoint of NATS. Confined to the test thread. */
public final class NatsSpy {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI monitoring;

  /**
   * The messages that NATS has counted on a connection.
   *
   * @param in messages published by the node
   * @param out messages delivered to the node
   */
  public record Traffic(long in, long out) {

    Traffic plus(int in, int out) {
      return new Traffic(this.in + in, this.out + out);
    }
  }

  public NatsSpy(URI monitoring) {
    this.monitoring = monitoring;
  }

  /** Returns the messages of the node with this id. */
  public Traffic of(String node) {
    for (JsonNode connection : read("/connz?subs=1&limit=65536").path("connections")) {
      for (JsonNode subject : connection.path("subscriptions_list")) {
        if (subject.asText().endsWith(".node." + node)) {
          return new Traffic(
              connection.path("in_msgs").asLong(), connection.path("out_msgs").asLong());
        }
      }
    }
    throw new AssertionError("NATS has no connection of the node " + node);
  }

  /** Returns the number of other servers that this server is connected to in its cluster. */
  int routes() {
    return read("/routez").path("num_routes").asInt();
  }

  /** Returns the number of clients. */
  int clients() {
    return read("/connz").path("num_connections").asInt();
  }

  private JsonNode read(String path) {
    try (InputStream answer = monitoring.resolve(path).toURL().openStream()) {
      return JSON.readTree(answer);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read from NATS at " + monitoring, e);
    }
  }
}
