package io.sidecast.cluster.bus;

import java.util.concurrent.Executor;

/**
 * The event loop of a server that has only one. The broker's client may run on it. Immutable.
 *
 * @param executor the loop, which runs a task after those that wait
 */
public record HostLoop(Executor executor) {}
