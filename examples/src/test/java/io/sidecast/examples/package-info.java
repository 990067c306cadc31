/** Tests of the examples. */
@NullMarked
package io.sidecast.examples;

import org.jspecify.annotations.NullMarked;
