package io.sidecast.cluster;

import java.time.Instant;

/**
 * A live node.
 *
 * @param id its id
 * @param startedAt when its process started
 * @param label what its operator calls it, usually host and port
 */
public record NodeInfo(NodeId id, Instant startedAt, String label) {}
