/** How the hub's broker is certified. */
@NullMarked
package io.sidecast.examples.hub;

import org.jspecify.annotations.NullMarked;
