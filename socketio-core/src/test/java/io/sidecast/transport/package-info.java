/** Tests of the transports and of the engine, through real sockets. */
@NullMarked
package io.sidecast.transport;

import org.jspecify.annotations.NullMarked;
