/** The auto-configuration of Sidecast for Spring Boot. */
@NullMarked
package io.sidecast.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
