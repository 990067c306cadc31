package io.sidecast.spring.autoconfigure;

import io.sidecast.spring.SidecastConnectionDetails;
import java.util.function.Supplier;

/**
 * The broker that another module of Spring Boot is configured with.
 *
 * @param origin the name of its settings, for example {@code spring.data.redis}
 * @param details the supplier of its address; fails if Sidecast cannot use it
 */
record ApplicationBroker(String origin, Supplier<SidecastConnectionDetails> details) {}
