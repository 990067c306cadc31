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

  private static final String SUBSCRIPTIONS = "subscriptions_list_detail";

  private final URI monitoring;

  /**
   * The messages that NATS has counted on a connection, without the markers of its confirmations.
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
    JsonNode connection = connection(node);
    long markers = markers(connection);
    return new Traffic(
        connection.path("in_msgs").asLong() - markers,
        connection.path("out_msgs").asLong() - markers);
  }

  /** Returns the number of markers that the node with this id sent to itself. */
  long markers(String node) {
    return markers(connection(node));
  }

  private JsonNode connection(String node) {
    for (JsonNode connection : read("/connz?subs=detail&limit=65536").path("connections")) {
      for (JsonNode subscription : connection.path(SUBSCRIPTIONS)) {
        if (subscription.path("subject").asText().endsWith(".node." + node)) {
          return connection;
        }
      }
    }
    throw new AssertionError("NATS has no connection of the node " + node);
  }

  private static long markers(JsonNode connection) {
    long markers = 0;
    for (JsonNode subscription : connection.path(SUBSCRIPTIONS)) {
      if (subscription.path("subject").asText().contains(".confirmed.")) {
        markers += subscription.path("msgs").asLong();
      }
    }
    return markers;
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
