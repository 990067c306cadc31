/**
 * A minimal server that implements just enough of Socket.IO to be measured: the lower bound of the
 * cost of a server on Netty, and of a cluster of two over a broker.
 */
@NullMarked
package io.sidecast.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
