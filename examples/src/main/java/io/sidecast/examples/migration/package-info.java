/** The program of {@code docs/from-nodejs.md}, as it is written for Sidecast. */
@NullMarked
package io.sidecast.examples.migration;

import org.jspecify.annotations.NullMarked;
