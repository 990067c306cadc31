/** A netty-socketio server with the events of the load generator. */
@NullMarked
package io.sidecast.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
