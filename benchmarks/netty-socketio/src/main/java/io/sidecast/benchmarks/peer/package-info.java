/** A netty-socketio server with the events of the reference node. */
@NullMarked
package io.sidecast.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
