package io.sidecast.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies of values for the page, limited in size, so that one large event does not become many of
 * its size. A limited copy is marked with an ellipsis. Confined to one copy.
 */
final class Printable {

  private static final int MAX_VALUES = 200;
  private static final int MAX_TEXT = 2_000;
  private static final int MAX_DEPTH = 16;
  private static final String MORE = "…";

  private int values = MAX_VALUES;
  private int characters = MAX_TEXT;

  private Printable() {}

  /** Copies a plain value: maps, lists, texts, numbers, booleans and {@code byte[]}. */
  static @Nullable Object of(@Nullable Object value) {
    return new Printable().copy(value, 0);
  }

  private @Nullable Object copy(@Nullable Object value, int depth) {
    values--;
    if (value instanceof String text) {
      return text(text);
    } else if (value instanceof byte[] bytes) {
      return "<%,d bytes>".formatted(bytes.length);
    } else if (depth >= MAX_DEPTH && (value instanceof Map || value instanceof List)) {
      return MORE;
    } else if (value instanceof Map<?, ?> map) {
      return map(map, depth);
    } else if (value instanceof List<?> list) {
      return list(list, depth);
    }
    return value;
  }

  private String text(String text) {
    int length = Math.min(text.length(), Math.max(characters, 0));
    characters -= length;
    return length == text.length()
        ? text
        : text.substring(0, length) + MORE + " (%,d characters)".formatted(text.length());
  }

  private Map<String, @Nullable Object> map(Map<?, ?> map, int depth) {
    var copy = new LinkedHashMap<String, @Nullable Object>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (values <= 0) {
        copy.put(MORE, "%,d entries".formatted(map.size()));
        break;
      }
      copy.put(text(String.valueOf(entry.getKey())), copy(entry.getValue(), depth + 1));
    }
    return copy;
  }

  private List<@Nullable Object> list(List<?> list, int depth) {
    var copy = new ArrayList<@Nullable Object>();
    for (Object element : list) {
      if (values <= 0) {
        copy.add(MORE + " %,d elements".formatted(list.size()));
        break;
      }
      copy.add(copy(element, depth + 1));
    }
    return copy;
  }
}
