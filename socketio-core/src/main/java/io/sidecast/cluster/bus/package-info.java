/**
 * The wall between a node's sockets and the other nodes. The adapter calls {@link
 * io.sidecast.cluster.bus.ClusterBus} and implements {@link
 * io.sidecast.cluster.bus.ClusterListener}.
 */
@NullMarked
package io.sidecast.cluster.bus;

import org.jspecify.annotations.NullMarked;
