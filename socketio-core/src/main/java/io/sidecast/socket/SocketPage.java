package io.sidecast.socket;

import java.util.List;

/**
 * A limited number of the sockets of an audience. Immutable.
 *
 * @param sockets the sockets, at most as many as requested, in no particular order
 * @param hasMore whether the audience has more sockets
 * @since 0.1.0
 */
public record SocketPage(List<RemoteSocket> sockets, boolean hasMore) {}
