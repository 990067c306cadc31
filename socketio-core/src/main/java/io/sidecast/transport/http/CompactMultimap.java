package io.sidecast.transport.http;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A map of a few names to their values, in order. Two small arrays replace a hash table, because a
 * server stores one map for each of up to hundreds of thousands of sessions. Immutable.
 */
final class CompactMultimap extends AbstractMap<String, List<String>> {

  private final String[] names;
  private final List<String>[] values;

  private CompactMultimap(String[] names, List<String>[] values) {
    this.names = names;
    this.values = values;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no generic arrays
  static CompactMultimap of(Map<String, ? extends Collection<String>> fields) {
    String[] names = fields.keySet().stream().map(InternedHeaders::shared).toArray(String[]::new);
    List<String>[] values =
        fields.entrySet().stream()
            .map(field -> InternedHeaders.shared(field.getKey(), field.getValue()))
            .toArray(size -> (List<String>[]) new List[size]);
    return new CompactMultimap(names, values);
  }

  @Override
  public @Nullable List<String> get(@Nullable Object name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return values[i];
      }
    }
    return null;
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return get(name) != null;
  }

  @Override
  public Set<Map.Entry<String, List<String>>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return names.length;
      }

      @Override
      public Iterator<Map.Entry<String, List<String>>> iterator() {
        return IntStream.range(0, names.length)
            .mapToObj(i -> Map.entry(names[i], values[i]))
            .iterator();
      }
    };
  }
}
