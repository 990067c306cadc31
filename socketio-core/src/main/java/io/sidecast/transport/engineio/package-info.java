/**
 * The requests of Engine.IO: handshakes, refusals, and requests of open sessions. {@link
 * io.sidecast.transport.engineio.EngineRoute} is the entry point.
 */
@NullMarked
package io.sidecast.transport.engineio;

import org.jspecify.annotations.NullMarked;
