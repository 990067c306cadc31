/**
 * A small message hub with a broker for it: the example of how to write a broker. {@link
 * io.sidecast.examples.hub.HubServer} stands for the message broker that somebody runs already; the
 * rest is what a broker module has to hold.
 */
@NullMarked
package io.sidecast.examples.hub;

import org.jspecify.annotations.NullMarked;
