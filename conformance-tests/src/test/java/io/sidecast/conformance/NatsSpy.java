package io.sidecast.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Reads the monitoring endpoint of NATS. Confined to the test thread. */
final class NatsSpy {

  private final URI monitoring;

  /**
   * The messages that NATS has counted on a connection.
   *
   * @param in messages published by the node
   * @param out messages delivered to the node
   */
  record Traffic(long in, long out) {

    Traffic plus(int in, int out) {
      return new Traffic(this.in + in, this.out + out);
    }
  }

  NatsSpy(URI monitoring) {
    this.monitoring = monitoring;
  }

  /** Returns the messages of the node with this id. */
  Traffic of(String node) {
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

  private JsonNode read(String path) {
    try (InputStream answer = monitoring.resolve(path).toURL().openStream()) {
      return Values.parse(new String(answer.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read from NATS at " + monitoring, e);
    }
  }
}
