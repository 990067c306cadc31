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
 * The broker that a server or an emitter uses, and where the choice comes from. The URI of the code
 * wins over that of the environment, and that over the only provider on the class path. Immutable.
 *
 * @param use the broker; null to stay alone
 * @param origin the origin of the choice, in words
 */
record BrokerChoice(@Nullable Use use, String origin) {

  /** The URI of a server that stays alone, whatever is on the class path. */
  static final String NONE = "none";

  private static final String CODE = "the code";
  private static final String VARIABLE =
      "the environment variable " + ClusterOptions.BROKER_VARIABLE;
  private static final String CLASS_PATH = "the class path";

  /**
   * A broker.
   *
   * @param provider opens it
   * @param uri its address
   */
  record Use(BrokerProvider provider, URI uri) {}

  /**
   * Chooses among the providers on the class path.
   *
   * @param code the URI that the program has set, if any
   * @param variable the value of the environment variable, if any; a blank one counts as none
   */
  static BrokerChoice make(@Nullable String code, @Nullable String variable) {
    List<BrokerProvider> providers =
        ServiceLoader.load(BrokerProvider.class).stream().map(ServiceLoader.Provider::get).toList();
    return make(code, variable, providers);
  }

  static BrokerChoice make(
      @Nullable String code, @Nullable String variable, List<BrokerProvider> providers) {
    if (code != null) {
      return of(code, CODE, providers);
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

  /** The choice for the log, without a login and without settings, which may be secrets. */
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
    try {
      URI uri = URI.create(text);
      if (uri.getScheme() != null && uri.getRawAuthority() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Not quoted in the message: the text may hold a password.
      throw bad("the broker URI cannot be parsed: encode special characters with %");
    }
    throw bad("the broker URI needs a scheme and a host, for example redis://127.0.0.1:6379");
  }

  private static String names(List<BrokerProvider> providers) {
    return providers.stream()
        .map(
            provider -> provider.getClass().getName() + " for " + new TreeSet<>(provider.schemes()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** The failure of an emitter without a broker. */
  static BrokerException missing() {
    return bad(
        "an emitter needs a broker: add a module, for example io.sidecast:broker-redis, and give"
            + " its URI to .broker(\"<uri>\")");
  }

  private static BrokerException bad(String message) {
    return new BrokerException(BrokerException.Kind.BAD_CONFIG, message);
  }
}
