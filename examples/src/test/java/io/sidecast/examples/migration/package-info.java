/** Tests of the program of {@code docs/from-nodejs.md}. */
@NullMarked
package io.sidecast.examples.migration;

import org.jspecify.annotations.NullMarked;
