package io.sidecast.broker.kafka;

import io.sidecast.broker.BrokerOptions;
import java.util.HashMap;
import java.util.Map;

/** Any thread. How a client proves who it is, and whom it talks to. */
final class KafkaSecurity {

  private KafkaSecurity() {}

  static Map<String, Object> of(KafkaServer server, BrokerOptions options) {
    var settings = new HashMap<String, Object>();
    String protocol = server.tls() ? "SSL" : "PLAINTEXT";
    settings.put("security.protocol", server.login().isPresent() ? "SASL_" + protocol : protocol);
    server.login().ifPresent(login -> settings.putAll(sasl(login, options)));
    if (server.tls()) {
      settings.putAll(tls(options));
    }
    return settings;
  }

  private static Map<String, Object> sasl(KafkaServer.Login login, BrokerOptions options) {
    String mechanism = options.text("sasl").orElse("PLAIN");
    String module =
        switch (mechanism) {
          case "PLAIN" -> "plain.PlainLoginModule";
          case "SCRAM-SHA-256", "SCRAM-SHA-512" -> "scram.ScramLoginModule";
          default ->
              throw KafkaOptions.bad(
                  "broker setting 'sasl' must be PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512, not "
                      + mechanism);
        };
    String jaas = "org.apache.kafka.common.security.%s required username=%s password=%s;";
    return Map.of(
        "sasl.mechanism",
        mechanism,
        "sasl.jaas.config",
        jaas.formatted(module, quoted(login.user()), quoted(login.password())));
  }

  private static Map<String, Object> tls(BrokerOptions options) {
    var settings = new HashMap<String, Object>();
    String verify = options.text("tls_verify").orElse("full");
    String algorithm =
        switch (verify) {
          case "full" -> "https";
          case "ca" -> "";
          default ->
              throw KafkaOptions.bad(
                  "broker setting 'tls_verify' must be full or ca, not " + verify);
        };
    settings.put("ssl.endpoint.identification.algorithm", algorithm);
    options
        .text("tls_ca")
        .ifPresent(
            file -> {
              settings.put("ssl.truststore.type", "PEM");
              settings.put("ssl.truststore.location", file);
            });
    return settings;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
