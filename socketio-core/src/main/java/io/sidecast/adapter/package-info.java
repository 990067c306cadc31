/**
 * Rooms: which sockets of this node are in which, and the delivery to them, here and on other
 * nodes.
 *
 * <p>The socket layer calls {@link io.sidecast.adapter.Adapter} and implements {@link
 * io.sidecast.adapter.LocalSocket}.
 */
@NullMarked
package io.sidecast.adapter;

import org.jspecify.annotations.NullMarked;
