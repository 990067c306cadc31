/**
 * Socket.IO packets as pure values, and the codec between them and the messages of a connection.
 *
 * <p>Imported by every layer that touches packets; imports none of them.
 */
@NullMarked
package io.sidecast.packet;

import org.jspecify.annotations.NullMarked;
