/**
 * Engine.IO sessions (Engine.IO protocol, revision 4): handshake, heartbeat, upgrade, buffering and
 * closing, over any transport.
 *
 * <p>A transport calls {@link io.sidecast.engine.EngineServer} and the {@link
 * io.sidecast.engine.Session} that it returns, and implements {@link io.sidecast.engine.Transport}.
 * One event loop at a time owns a session.
 */
@NullMarked
package io.sidecast.engine;

import org.jspecify.annotations.NullMarked;
