/**
 * The example of a broker module, for a small message hub. {@link
 * io.sidecast.examples.hub.HubServer} takes the place of an existing message broker. The other
 * types are the parts of a broker module.
 */
@NullMarked
package io.sidecast.examples.hub;

import org.jspecify.annotations.NullMarked;
