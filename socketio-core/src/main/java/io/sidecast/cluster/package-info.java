/**
 * The nodes of a cluster: who is alive, which of them a message concerns, and its way there over a
 * broker.
 *
 * <p>The adapter calls {@link io.sidecast.cluster.ClusterBus} and implements {@link
 * io.sidecast.cluster.ClusterListener}. One cluster thread at a time owns the broker.
 */
@NullMarked
package io.sidecast.cluster;

import org.jspecify.annotations.NullMarked;
