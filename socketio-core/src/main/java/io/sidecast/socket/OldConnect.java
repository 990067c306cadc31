package io.sidecast.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * What a client of Socket.IO 2 says to enter a namespace: its name, and perhaps a query after it.
 *
 * @param namespace the name
 * @param query the parameters of the query, as an object of strings
 */
record OldConnect(String namespace, JsonNode query) {

  static OldConnect read(String namespaceAndQuery) {
    int mark = namespaceAndQuery.indexOf('?');
    ObjectNode query = JsonNodeFactory.instance.objectNode();
    if (mark < 0) {
      return new OldConnect(namespaceAndQuery, query);
    }
    for (String parameter : namespaceAndQuery.substring(mark + 1).split("&", -1)) {
      String[] parts = parameter.split("=", 2);
      if (!parts[0].isEmpty()) {
        query.put(decode(parts[0]), parts.length == 1 ? "" : decode(parts[1]));
      }
    }
    return new OldConnect(namespaceAndQuery.substring(0, mark), query);
  }

  /** What is not well escaped is taken as it is. */
  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text;
    }
  }
}
