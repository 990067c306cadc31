package io.sidecast.spring.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The names of the properties of Sidecast. A name below {@code sidecast} that is none of them fails
 * the start, because Spring ignores it. Environment variables and system properties belong to other
 * programs too, and Kubernetes sets {@code SIDECAST_SERVICE_HOST} for a service of that name: one
 * of them fails the start only if it differs from a known name in one or two characters.
 */
final class PropertyNames {

  private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("sidecast");
  private static final String ANY_KEY = ".*";
  private static final int MISTYPED = 2;
  private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private static final Set<String> SOURCES_OF_PROCESS =
      Set.of(
          StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
          StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);

  private static final Set<String> KNOWN =
      names(PREFIX.toString(), ResolvableType.forClass(SidecastProperties.class))
          .collect(Collectors.toCollection(TreeSet::new));

  private PropertyNames() {}

  /**
   * Checks the names of the properties of an application.
   *
   * @throws SidecastStartException if some are unknown; the message has each, its origin and the
   *     nearest known name
   */
  static void check(Environment environment) {
    String unknown =
        StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
            .flatMap(PropertyNames::unknown)
            .distinct()
            .collect(Collectors.joining(System.lineSeparator()));
    if (!unknown.isEmpty()) {
      throw new SidecastStartException(new IllegalStateException(unknown));
    }
  }

  /** The names of a property, of those below it, and of the groups that they form. */
  private static Stream<String> names(String name, ResolvableType type) {
    Class<?> raw = type.toClass();
    Stream<String> below = Stream.empty();
    if (raw.isRecord()) {
      below = Arrays.stream(raw.getRecordComponents()).flatMap(part -> names(name, part));
    } else if (type.getGeneric(0).toClass().isEnum()) {
      below =
          Arrays.stream(type.getGeneric(0).toClass().getEnumConstants())
              .map(key -> name + "." + key.toString().toLowerCase(Locale.ROOT).replace('_', '-'));
    } else if (raw == Map.class) {
      below = Stream.of(name + ANY_KEY);
    }
    return Stream.concat(Stream.of(name), below);
  }

  private static Stream<String> names(String group, RecordComponent part) {
    return names(
        group + "." + DataObjectPropertyName.toDashedForm(part.getName()),
        ResolvableType.forMethodReturnType(part.getAccessor()));
  }

  private static Stream<String> unknown(ConfigurationPropertySource source) {
    if (!(source instanceof IterableConfigurationPropertySource names)) {
      return Stream.empty();
    }
    boolean isOfProcess = isOfProcess(source.getUnderlyingSource());
    return names.stream()
        .filter(PREFIX::isAncestorOf)
        .filter(name -> isOfProcess ? isMistyped(name) && !isAddress(name, source) : !isKnown(name))
        .map(name -> text(name, source));
  }

  private static boolean isOfProcess(@Nullable Object source) {
    return source instanceof PropertySource<?> properties
        && SOURCES_OF_PROCESS.contains(properties.getName());
  }

  private static boolean isKnown(ConfigurationPropertyName name) {
    String found = uniform(name, ".");
    return KNOWN.stream()
        .map(known -> known.replace("-", ""))
        .anyMatch(
            known ->
                known.endsWith(ANY_KEY)
                    ? found.startsWith(known.substring(0, known.length() - 1))
                    : found.equals(known));
  }

  /** A variable may have an underscore for each dash, which is a dot then. */
  private static boolean isMistyped(ConfigurationPropertyName name) {
    String found = uniform(name, "");
    int distance =
        KNOWN.stream()
            .filter(known -> !known.endsWith(ANY_KEY) && !isGroup(known))
            .mapToInt(known -> distance(found, known.replaceAll("[.-]", "")))
            .min()
            .orElseThrow();
    return distance > 0 && distance <= MISTYPED && !isKnown(name);
  }

  /** Returns whether a known name is {@code sidecast} or one level below it. */
  private static boolean isGroup(String known) {
    return known.indexOf('.') == known.lastIndexOf('.');
  }

  /** Kubernetes sets the address of a service, such as {@code tcp://10.0.0.1:80}, in each pod. */
  private static boolean isAddress(
      ConfigurationPropertyName name, ConfigurationPropertySource source) {
    ConfigurationProperty property = source.getConfigurationProperty(name);
    return property != null && ADDRESS.matcher(String.valueOf(property.getValue())).matches();
  }

  /** The name in lower case, without dashes and the indexes of lists. */
  private static String uniform(ConfigurationPropertyName name, String delimiter) {
    return IntStream.range(0, name.getNumberOfElements())
        .filter(index -> !name.isNumericIndex(index))
        .mapToObj(index -> name.getElement(index, Form.UNIFORM))
        .collect(Collectors.joining(delimiter));
  }

  private static String text(ConfigurationPropertyName name, ConfigurationPropertySource source) {
    Origin origin = Origin.from(source.getConfigurationProperty(name));
    return "%s%s is unknown: did you mean %s?"
        .formatted(name, origin == null ? "" : " (" + origin + ")", nearest(name.toString()));
  }

  /** The known name that is most like another one. Its last element counts twice. */
  private static String nearest(String name) {
    return KNOWN.stream()
        .filter(known -> known.lastIndexOf('.') > 0)
        .min(
            Comparator.comparingInt(
                known -> distance(name, known) + distance(last(name), last(known))))
        .orElseThrow();
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The number of characters to insert, remove or replace (Levenshtein). */
  private static int distance(String from, String to) {
    int[] row = IntStream.rangeClosed(0, to.length()).toArray();
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
