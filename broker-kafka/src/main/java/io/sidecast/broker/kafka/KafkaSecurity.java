package io.sidecast.broker.kafka;

import io.sidecast.broker.BrokerAddress;
import io.sidecast.broker.BrokerOptions;
import java.util.HashMap;
import java.util.Map;

/** The settings of authentication and TLS for the Kafka clients. Thread-safe. */
final class KafkaSecurity {

  private KafkaSecurity() {}

  static Map<String, Object> of(KafkaServer server, BrokerOptions options) {
    Map<String, Object> tls = tls(options);
    var settings = new HashMap<>(server.tls() ? tls : Map.of());
    String protocol = server.tls() ? "SSL" : "PLAINTEXT";
    String mechanism = options.choice("sasl", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");
    var login = server.address().login();
    settings.put("security.protocol", login.isPresent() ? "SASL_" + protocol : protocol);
    login.ifPresent(each -> settings.putAll(sasl(each, mechanism)));
    return settings;
  }

  private static Map<String, Object> sasl(BrokerAddress.Login login, String mechanism) {
    String module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
    String jaas = "org.apache.kafka.common.security.%s required username=%s password=%s;";
    return Map.of(
        "sasl.mechanism",
        mechanism,
        "sasl.jaas.config",
        jaas.formatted(module, quoted(login.user()), quoted(login.password().orElse(""))));
  }

  private static Map<String, Object> tls(BrokerOptions options) {
    var settings = new HashMap<String, Object>();
    boolean full = options.choice("tls_verify", "full", "ca").equals("full");
    settings.put("ssl.endpoint.identification.algorithm", full ? "https" : "");
    options
        .file("tls_ca")
        .ifPresent(
            file -> {
              settings.put("ssl.truststore.type", "PEM");
              settings.put("ssl.truststore.location", file.getPath());
            });
    return settings;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
