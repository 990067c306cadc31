/** Tests of the transports and of the engine, most of them over TCP connections. */
@NullMarked
package io.sidecast.transport;

import org.jspecify.annotations.NullMarked;
