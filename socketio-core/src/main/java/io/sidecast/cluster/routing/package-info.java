/**
 * The channels on which a message reaches all nodes that it concerns, and the subscriptions of this
 * node.
 */
@NullMarked
package io.sidecast.cluster.routing;

import org.jspecify.annotations.NullMarked;
