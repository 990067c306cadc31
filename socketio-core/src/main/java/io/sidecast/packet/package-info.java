/**
 * Socket.IO packets as immutable values, and the codecs that encode them as messages of a
 * connection.
 *
 * <p>Every package that processes packets imports this one; it imports none of them.
 */
@NullMarked
package io.sidecast.packet;

import org.jspecify.annotations.NullMarked;
