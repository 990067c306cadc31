package io.sidecast;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerProvider;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The broker that a server or an emitter uses, and the origin of the choice. A URI set by the
 * program takes precedence over the environment variable, which takes precedence over the only
 * provider on the class path. Immutable.
 *
 * @param use the broker; null for a single node without a broker
 * @param origin the origin of the choice, for the log
 */
record BrokerChoice(@Nullable Use use, String origin) {

  /** The URI that selects no broker, whatever the environment and the class path contain. */
  static final String NONE = "none";

  private static final String APPLICATION = "the application";
  private static final String VARIABLE =
      "the environment variable " + ClusterOptions.BROKER_VARIABLE;
  private static final String CLASS_PATH = "the class path";

  /**
   * A broker and its address.
   *
   * @param provider the provider that opens the broker
   * @param uri the address of the broker
   */
  record Use(BrokerProvider provider, URI uri) {}

  /**
   * Chooses among the providers on the class path.
   *
   * @param code the URI set by the program; null if it set none
   * @param variable the value of the environment variable, or null; a blank value counts as unset
   */
  static BrokerChoice make(@Nullable String code, @Nullable String variable) {
    List<BrokerProvider> providers =
        ServiceLoader.load(BrokerProvider.class).stream().map(ServiceLoader.Provider::get).toList();
    return make(code, variable, providers);
  }

  static BrokerChoice make(
      @Nullable String code, @Nullable String variable, List<BrokerProvider> providers) {
    if (code != null) {
      return of(code, APPLICATION, providers);
    }
    if (variable != null && !variable.isBlank()) {
      return of(variable.strip(), VARIABLE, providers);
    }
    if (providers.size() > 1) {
      throw bad(
          "several brokers are on the class path ("
              + names(providers)
              + "): choose one with .broker(\"<uri>\") or the environment variable SIDECAST_BROKER,"
              + " or keep only one module");
    }
    return providers.stream()
        .findFirst()
        .map(only -> new BrokerChoice(new Use(only, only.defaultUri()), CLASS_PATH))
        .orElseGet(() -> new BrokerChoice(null, CLASS_PATH));
  }

  private static BrokerChoice of(String uri, String origin, List<BrokerProvider> providers) {
    return NONE.equals(uri)
        ? new BrokerChoice(null, origin)
        : new BrokerChoice(byScheme(parse(uri), providers), origin);
  }

  /**
   * The text for the log. It omits the credentials and the query of the URI, which may hold
   * secrets.
   */
  @Override
  public String toString() {
    String broker = use == null ? NONE : BrokerConfig.server(use.uri());
    return "broker %s, chosen by %s".formatted(broker, origin);
  }

  private static Use byScheme(URI uri, List<BrokerProvider> providers) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    List<BrokerProvider> able =
        providers.stream().filter(provider -> provider.schemes().contains(scheme)).toList();
    if (able.size() > 1) {
      throw bad(
          "several brokers open '" + scheme + "' URIs: " + names(able) + ": keep only one of them");
    }
    if (able.isEmpty()) {
      throw bad(
          "no broker module on the class path opens '"
              + scheme
              + "' URIs"
              + (providers.isEmpty() ? "" : ", only " + names(providers))
              + ": add the module, for example io.sidecast:broker-redis for redis://");
    }
    return new Use(able.get(0), uri);
  }

  private static URI parse(String text) {
    // No message quotes the text, which may hold a password.
    if (!text.contains("://")) {
      throw withoutScheme();
    }
    try {
      URI uri = URI.create(text);
      if (uri.getScheme() != null && uri.getRawAuthority() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw bad("the broker URI cannot be parsed: encode special characters with %");
    }
    throw withoutScheme();
  }

  private static BrokerException withoutScheme() {
    return bad(
        "the broker URI needs a scheme and a host, for example redis://127.0.0.1:6379, or is none");
  }

  private static String names(List<BrokerProvider> providers) {
    return providers.stream()
        .map(
            provider -> provider.getClass().getName() + " for " + new TreeSet<>(provider.schemes()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** The exception for an emitter without a broker. */
  static BrokerException missing() {
    return bad(
        "an emitter needs a broker: add a module, for example io.sidecast:broker-redis, and give"
            + " its URI to .broker(\"<uri>\")");
  }

  private static BrokerException bad(String message) {
    return new BrokerException(BrokerException.Kind.BAD_CONFIG, message);
  }
}
