package io.sidecast.socket;

import java.util.List;

/**
 * Some of the sockets of an audience.
 *
 * @param sockets at most as many as were asked for, in no particular order
 * @param hasMore whether there are others
 */
public record SocketPage(List<RemoteSocket> sockets, boolean hasMore) {}
