/**
 * The nodes of a cluster: membership, the routes of messages, and their transport over a broker.
 *
 * <p>The adapter calls {@link io.sidecast.cluster.ClusterBus} and implements {@link
 * io.sidecast.cluster.ClusterListener}. The cluster thread calls the broker.
 */
@NullMarked
package io.sidecast.cluster;

import org.jspecify.annotations.NullMarked;
