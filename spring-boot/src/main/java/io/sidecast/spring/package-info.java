/**
 * Socket.IO servers in applications of Spring Boot: annotations, and types that beans implement.
 */
@NullMarked
package io.sidecast.spring;

import org.jspecify.annotations.NullMarked;
