package io.sidecast.cluster;

import java.time.Instant;

/**
 * A live node. Immutable.
 *
 * @param id the id of the node
 * @param startedAt the start of its process
 * @param label the name that its operator gave it, usually host and port
 * @since 0.1.0
 */
public record NodeInfo(NodeId id, Instant startedAt, String label) {}
