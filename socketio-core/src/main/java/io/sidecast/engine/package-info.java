/**
 * Engine.IO sessions (Engine.IO protocol, revision 4): handshake, heartbeat, upgrade, buffering and
 * closing, over whatever transport carries them.
 *
 * <p>A transport calls {@link io.sidecast.engine.EngineServer} and the {@link
 * io.sidecast.engine.Session} that it hands out, and implements {@link
 * io.sidecast.engine.Transport}. A session is owned by one event loop at a time.
 */
@NullMarked
package io.sidecast.engine;

import org.jspecify.annotations.NullMarked;
