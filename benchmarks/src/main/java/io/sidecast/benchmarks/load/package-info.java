/**
 * The load generator: many Socket.IO clients over WebSocket on one event loop, in a process of its
 * own.
 */
@NullMarked
package io.sidecast.benchmarks.load;

import org.jspecify.annotations.NullMarked;
