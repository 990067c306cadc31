/**
 * Rooms: the membership of this node's sockets in rooms, and the delivery to rooms on this node and
 * on others.
 *
 * <p>The socket layer calls {@link io.sidecast.adapter.Adapter} and implements {@link
 * io.sidecast.adapter.LocalSocket}.
 */
@NullMarked
package io.sidecast.adapter;

import org.jspecify.annotations.NullMarked;
