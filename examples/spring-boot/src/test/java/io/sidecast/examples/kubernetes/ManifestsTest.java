package io.sidecast.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Compares the manifests for Kubernetes with each other and with the reference node. Confined to
 * the test thread.
 */
class ManifestsTest {

  private static final Path FOLDER = Path.of("../kubernetes");
  private static final long CLOSE_SECONDS = 30;

  private static Object deployment;
  private static Object service;
  private static Object budget;

  @BeforeAll
  static void read() throws IOException {
    List<Object> documents = documents("sidecast.yaml");
    assertThat(documents).hasSize(3);
    deployment = documents.get(0);
    service = documents.get(1);
    budget = documents.get(2);
  }

  private static List<Object> documents(String file) throws IOException {
    List<Object> documents = new ArrayList<>();
    new Yaml().loadAll(Files.readString(FOLDER.resolve(file))).forEach(documents::add);
    return documents;
  }

  /** Returns the value at a path of keys; a number selects an element of a list. */
  private static Object at(Object document, String path) {
    Object value = document;
    for (String key : path.split("/", -1)) {
      value =
          value instanceof List<?> list
              ? list.get(Integer.parseInt(key))
              : ((Map<?, ?>) value).get(key);
      assertThat(value).as(path).isNotNull();
    }
    return value;
  }

  private static Object node(String path) {
    return at(deployment, "spec/template/spec/containers/0/" + path);
  }

  @Test
  void theGracePeriodIsLongerThanTheEndOfANode() {
    List<?> options = (List<?>) node("args");
    long drain = Long.parseLong((String) options.get(options.indexOf("--drain") + 1)) / 1000;
    long sleep = ((Number) node("lifecycle/preStop/sleep/seconds")).longValue();
    Object grace = at(deployment, "spec/template/spec/terminationGracePeriodSeconds");
    assertThat(((Number) grace).longValue()).isGreaterThan(sleep + drain + CLOSE_SECONDS);
  }

  /** The entry point of the image has a port of its own, which an option may not repeat. */
  @Test
  void theCommandIsTheProgramOfTheImage() throws IOException {
    String program = (String) ((List<?>) node("command")).get(0);
    assertThat(Files.readString(FOLDER.resolve("../container/Containerfile")))
        .contains("ENTRYPOINT [\"" + program + "\", \"--port\"");
  }

  @Test
  void probesUseTheRoutesAndThePortOfTheNode() {
    assertThat(node("startupProbe/httpGet/path")).isEqualTo("/healthz");
    assertThat(node("livenessProbe/httpGet/path")).isEqualTo("/healthz");
    assertThat(node("readinessProbe/httpGet/path")).isEqualTo("/readyz");
    List<?> options = (List<?>) node("args");
    assertThat(options.get(options.indexOf("--port") + 1))
        .isEqualTo(node("ports/0/containerPort").toString());
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(node(probe + "/httpGet/port")).isEqualTo(node("ports/0/name"));
    }
  }

  @Test
  void everySelectorMatchesThePods() {
    Object labels = at(deployment, "spec/template/metadata/labels");
    assertThat(at(deployment, "spec/selector/matchLabels")).isEqualTo(labels);
    assertThat(at(service, "spec/selector")).isEqualTo(labels);
    assertThat(at(budget, "spec/selector/matchLabels")).isEqualTo(labels);
    assertThat(at(service, "spec/ports/0/targetPort")).isEqualTo(node("ports/0/name"));
  }

  @Test
  void theContainerHasNoRightsAndTheBrokerIsASecret() {
    assertThat(at(deployment, "spec/template/spec/securityContext/runAsNonRoot")).isEqualTo(true);
    assertThat(node("securityContext/readOnlyRootFilesystem")).isEqualTo(true);
    assertThat(node("securityContext/allowPrivilegeEscalation")).isEqualTo(false);
    assertThat(node("volumeMounts/0/mountPath")).isEqualTo("/tmp");
    assertThat(node("env/0/name")).isEqualTo("SIDECAST_BROKER");
    assertThat(node("env/0/valueFrom/secretKeyRef/name")).isEqualTo("sidecast-broker");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingress-sticky.yaml", "ingress-websocket.yaml"})
  void anIngressLeadsToTheService(String file) throws IOException {
    List<Object> documents = documents(file);
    assertThat(documents).hasSize(1);
    String backend = "spec/rules/0/http/paths/0/backend/service/";
    Object ingress = documents.get(0);
    assertThat(at(ingress, backend + "name")).isEqualTo(at(service, "metadata/name"));
    assertThat(at(ingress, backend + "port/name")).isEqualTo(at(service, "spec/ports/0/name"));
    Object timeout =
        ((Map<?, ?>) at(ingress, "metadata/annotations"))
            .get("nginx.ingress.kubernetes.io/proxy-read-timeout");
    assertThat(Integer.parseInt((String) timeout)).isGreaterThan(45);
  }
}
