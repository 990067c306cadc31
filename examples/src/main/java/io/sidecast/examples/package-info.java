/** The founding experiment, the reference node that tests talk to, and a first server to copy. */
@NullMarked
package io.sidecast.examples;

import org.jspecify.annotations.NullMarked;
