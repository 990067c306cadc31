/**
 * A node of a cluster, composed of the other packages: {@link io.sidecast.cluster.node.BrokerBus}
 * over a broker, {@link io.sidecast.cluster.node.LocalBus} without one.
 */
@NullMarked
package io.sidecast.cluster.node;

import org.jspecify.annotations.NullMarked;
