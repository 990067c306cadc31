package io.sidecast.spring;

import java.util.Map;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * The message broker of the nodes. A bean of this type replaces the details that other modules of
 * Spring Boot offer. The property {@code sidecast.broker.uri} replaces both.
 *
 * @since 0.1.0
 */
public interface SidecastConnectionDetails extends ConnectionDetails {

  /**
   * Returns the URI of the broker.
   *
   * @return the URI, for example {@code redis://127.0.0.1:6379}
   */
  String uri();

  /**
   * Returns the settings of the broker that are not part of its URI.
   *
   * @return the settings by name
   */
  default Map<String, String> properties() {
    return Map.of();
  }
}
