/**
 * A chat over any number of servers: rooms, direct messages and pictures. {@link
 * io.sidecast.examples.chat.Chat} has the events; the page is in the folder {@code web} of the
 * resources.
 */
@NullMarked
package io.sidecast.examples.chat;

import org.jspecify.annotations.NullMarked;
