package io.sidecast.spring.page;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecast.SocketIoServerBuilder;
import io.sidecast.limit.Limit;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes {@code docs/settings.md} from the metadata of the Spring properties, the limits, the
 * constants of the environment variables, and the settings on the page of each broker. Thread-safe.
 */
final class SettingsPage {

  static final Path DOCS = Path.of("../docs");

  private static final String PREFACE =
      """
      # Settings

      This page is generated from the code: every property of the Spring Boot starter, every setting of a broker, and every
      environment variable. [All settings](deployment.md#all-settings) of the builder have a table of their own, with the effect on
      a client at each limit.

      """;

  private static final String PROPERTIES =
      """
      ## Spring properties

      Spring Boot reads them from `application.properties`, the environment (`SIDECAST_SERVER_PORT`) or the command line
      (`--sidecast.server.port=5000`). A duration is `500ms`, `10s` or `PT10S`. A property without a default has that of the builder. [Spring
      Boot](spring-boot.md) describes the starter.

      """;

  private static final String LIMITS =
      """
      ## Limits

      The keys of `sidecast.limits`, and of `limit(Limit, long)` of the builder in capitals: `sidecast.limits.owed-acks` is
      `Limit.OWED_ACKS`. [Security](security.md#limits) says what each of them bounds, and what a client sees.

      | property | default |
      |---|---|
      """;

  private static final String BROKERS =
      """
      ## Broker settings

      Query parameters of the broker URI (`redis://127.0.0.1:6379?ping_interval=2s`), keys of `brokerProperty` of the builder, or of
      `sidecast.broker.properties`. The cell is the default; an empty cell means that the broker does not have the setting. The page
      of each broker describes its settings.

      """;

  private static final String VARIABLES =
      """
      ## Environment variables

      | variable | read by | meaning |
      |---|---|---|
      """;

  private static final Map<String, String> BROKER_PAGES = new LinkedHashMap<>();
  private static final Pattern ROW =
      Pattern.compile("^\\| (`[a-z_`, ]+`) \\| ([^|]*)\\|", Pattern.MULTILINE);

  static {
    BROKER_PAGES.put("redis", "Redis");
    BROKER_PAGES.put("nats", "NATS");
    BROKER_PAGES.put("rabbitmq", "RabbitMQ");
    BROKER_PAGES.put("kafka", "Kafka");
  }

  private SettingsPage() {}

  /**
   * Writes the page.
   *
   * @param args the file of the page
   */
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), text());
  }

  /** Returns the text of the page. */
  static String text() throws IOException {
    return PREFACE
        + PROPERTIES
        + properties()
        + LIMITS
        + limits()
        + BROKERS
        + brokers()
        + VARIABLES
        + variables();
  }

  private static String properties() throws IOException {
    var groups = new TreeMap<String, List<JsonNode>>();
    for (JsonNode property : metadata().get("properties")) {
      String[] parts = property.get("name").asText().split("\\.", -1);
      if (parts.length > 2) {
        groups.computeIfAbsent(parts[1], group -> new ArrayList<>()).add(property);
      }
    }
    var page = new StringBuilder();
    groups.forEach(
        (group, properties) -> {
          page.append("### sidecast.").append(group).append("\n\n");
          page.append("| property | type | default | meaning |\n|---|---|---|---|\n");
          properties.forEach(property -> page.append(row(property)));
          page.append('\n');
        });
    return page.toString();
  }

  private static JsonNode metadata() throws IOException {
    String name = "META-INF/spring-configuration-metadata.json";
    for (URL found : Collections.list(SettingsPage.class.getClassLoader().getResources(name))) {
      try (InputStream json = found.openStream()) {
        JsonNode metadata = new ObjectMapper().readTree(json);
        if (metadata.toString().contains("\"sidecast.server\"")) {
          return metadata;
        }
      }
    }
    throw new IOException(name + " of this module is not on the class path");
  }

  private static String row(JsonNode property) {
    String meaning = property.get("description").asText().replaceAll("\"([^\"]*)\"", "`$1`");
    String value = property.path("defaultValue").asText();
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            property.get("name").asText(),
            type(property.get("type").asText()),
            value.isEmpty() ? "" : "`" + value + "`",
            meaning);
  }

  /** Returns the simple name of a type, with those of its arguments: a list of String. */
  private static String type(String name) {
    return name.replaceAll("[a-z0-9]+\\.", "").replace(",", ", ").replaceAll("<(.*)>", " of $1");
  }

  private static String limits() {
    return Arrays.stream(Limit.values())
            .map(limit -> "| `%s` | %s |\n".formatted(property(limit), defaultOf(limit)))
            .sorted()
            .collect(joining())
        + "\n";
  }

  private static String property(Limit limit) {
    return "sidecast.limits." + limit.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the default value; two of them are parts of the heap of the running JVM. */
  private static String defaultOf(Limit limit) {
    return switch (limit) {
      case SLOW_CLIENT_BYTES, INCOMPLETE_BYTES ->
          "1/%d of the maximum heap"
              .formatted(Runtime.getRuntime().maxMemory() / limit.defaultValue());
      default ->
          limit.defaultValue() == Long.MAX_VALUE
              ? "none"
              : String.format(Locale.ROOT, "%,d", limit.defaultValue());
    };
  }

  private static String brokers() throws IOException {
    var defaults = new TreeMap<String, Map<String, String>>();
    for (String broker : BROKER_PAGES.keySet()) {
      settings(broker)
          .forEach(
              (key, value) ->
                  defaults.computeIfAbsent(key, unused -> new TreeMap<>()).put(broker, value));
    }
    var page = new StringBuilder("| key |");
    BROKER_PAGES.forEach(
        (broker, name) -> page.append(" [%s](brokers/%s.md#settings) |".formatted(name, broker)));
    page.append("\n|---|---|---|---|---|\n");
    defaults.forEach(
        (key, values) -> {
          page.append("| `").append(key).append("` |");
          BROKER_PAGES
              .keySet()
              .forEach(
                  broker -> page.append(' ').append(values.getOrDefault(broker, "")).append(" |"));
          page.append('\n');
        });
    return page.append('\n').toString();
  }

  /** Reads the keys and the defaults of the table "Settings" of a broker's page. */
  private static Map<String, String> settings(String broker) throws IOException {
    String page = Files.readString(DOCS.resolve("brokers/" + broker + ".md"));
    String section = page.substring(page.indexOf("## Settings"), page.indexOf("## Sizing"));
    var settings = new TreeMap<String, String>();
    ROW.matcher(section)
        .results()
        .forEach(
            row -> {
              String[] keys = row.group(1).replace("`", "").split(", ", -1);
              String[] values = row.group(2).strip().split(", ", keys.length);
              for (int i = 0; i < keys.length; i++) {
                String value = values[Math.min(i, values.length - 1)];
                settings.put(keys[i], value.isEmpty() ? "none" : value);
              }
            });
    return settings;
  }

  private static String variables() {
    var rows = new TreeSet<String>();
    for (Field constant : SocketIoServerBuilder.class.getFields()) {
      if (constant.getName().endsWith("_VARIABLE")) {
        String name = value(constant);
        rows.add("| `%s` | servers and emitters | %s |\n".formatted(name, meaning(name)));
      }
    }
    Stream.of("REDIS", "RABBITMQ", "NATS", "KAFKA")
        .map(
            "| `SIDECAST_%s_URI` | the tests | a running broker, instead of one that they start |\n"
                ::formatted)
        .forEach(rows::add);
    rows.add(
        "| `SIDECAST_ADMIN` | `bin/node` | the login of the [Admin UI](admin-ui.md), `USER:PASSWORD`, instead of `--admin` |\n");
    rows.add(
        "| `SIDECAST_CHROMIUM` | the tests | a Chromium or Chrome, instead of the one on PATH |\n");
    rows.add(
        "| `SIDECAST_JS_CLIENT` | the kit | the folder with the JavaScript client, see [writing a broker](writing-a-broker.md) |\n");
    rows.add(
        "| `SIDECAST_SECOND_JDK` | `bin/test` | the folder of a second JDK for the tests of the core, or `none` |\n");
    return String.join("", rows);
  }

  private static String value(Field constant) {
    try {
      return (String) constant.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String meaning(String variable) {
    return switch (variable) {
      case SocketIoServerBuilder.BROKER_VARIABLE ->
          "the broker URI, or `none`, if neither the code nor a property sets one";
      case SocketIoServerBuilder.ENVELOPE_KEYS_VARIABLE ->
          "the [keys](security.md#who-may-write-to-the-broker) that sign messages between nodes, in base64, separated by commas, if the code sets none";
      default -> throw new IllegalStateException("describe " + variable + " in SettingsPage");
    };
  }
}
