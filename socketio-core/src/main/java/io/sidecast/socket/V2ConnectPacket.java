package io.sidecast.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecast.url.UrlQuery;

/**
 * The CONNECT packet of a client of Socket.IO 2: the name of a namespace and an optional query.
 * Immutable.
 *
 * @param namespace the name of the namespace
 * @param query the parameters of the query, as an object of strings
 * @param size the number of characters of the name and the query
 */
record V2ConnectPacket(String namespace, JsonNode query, int size) {

  static V2ConnectPacket read(String namespaceAndQuery) {
    int mark = namespaceAndQuery.indexOf('?');
    ObjectNode query = JsonNodeFactory.instance.objectNode();
    if (mark < 0) {
      return new V2ConnectPacket(namespaceAndQuery, query, namespaceAndQuery.length());
    }
    UrlQuery.parse(namespaceAndQuery.substring(mark + 1))
        .forEach((name, values) -> query.put(name, values.get(values.size() - 1)));
    return new V2ConnectPacket(
        namespaceAndQuery.substring(0, mark), query, namespaceAndQuery.length());
  }
}
