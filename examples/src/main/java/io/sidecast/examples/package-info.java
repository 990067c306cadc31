/** The demo, the reference node of the tests, and a first server to copy. */
@NullMarked
package io.sidecast.examples;

import org.jspecify.annotations.NullMarked;
