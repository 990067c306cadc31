/** The certification of the hub's broker. */
@NullMarked
package io.sidecast.examples.hub;

import org.jspecify.annotations.NullMarked;
