package io.sidecast;

import io.sidecast.broker.BrokerConfig;
import io.sidecast.broker.BrokerException;
import io.sidecast.broker.BrokerProvider;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which broker a server uses: the one whose URI was given, or the only one on the class path, or
 * none.
 *
 * @param provider opens it
 * @param uri where it is
 */
record BrokerChoice(BrokerProvider provider, URI uri) {

  /** The URI of a server that shall stay alone, whatever is on the class path. */
  static final String NONE = "none";

  /** Chooses among the providers on the class path. */
  static Optional<BrokerChoice> make(@Nullable String uri) {
    List<BrokerProvider> providers =
        ServiceLoader.load(BrokerProvider.class).stream().map(ServiceLoader.Provider::get).toList();
    return make(uri, providers);
  }

  static Optional<BrokerChoice> make(@Nullable String uri, List<BrokerProvider> providers) {
    if (NONE.equals(uri)) {
      return Optional.empty();
    }
    if (uri != null) {
      return Optional.of(byScheme(parse(uri), providers));
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
        .map(provider -> new BrokerChoice(provider, provider.defaultUri()));
  }

  private static BrokerChoice byScheme(URI uri, List<BrokerProvider> providers) {
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
    return new BrokerChoice(able.get(0), uri);
  }

  private static URI parse(String text) {
    try {
      URI uri = URI.create(text);
      if (uri.getScheme() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Not quoted in the message: the text may hold a password.
      throw bad("the broker URI cannot be parsed: encode special characters with %");
    }
    throw bad("the broker URI needs a scheme, for example redis://127.0.0.1:6379");
  }

  BrokerConfig config(String prefix, Duration timeout, Map<String, String> properties) {
    return new BrokerConfig(uri, prefix, timeout, properties);
  }

  private static String names(List<BrokerProvider> providers) {
    return providers.stream()
        .map(
            provider -> provider.getClass().getName() + " for " + new TreeSet<>(provider.schemes()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** Somebody needs a broker, and there is none. */
  static BrokerException missing() {
    return bad(
        "an emitter needs a broker: add a module, for example io.sidecast:broker-redis, and give"
            + " its URI to .broker(\"<uri>\")");
  }

  private static BrokerException bad(String message) {
    return new BrokerException(BrokerException.Kind.BAD_CONFIG, message);
  }
}
