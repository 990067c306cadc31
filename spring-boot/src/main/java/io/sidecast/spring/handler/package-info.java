/** The calls of annotated methods of beans. */
@NullMarked
package io.sidecast.spring.handler;

import org.jspecify.annotations.NullMarked;
