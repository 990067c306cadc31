/**
 * The other nodes that are alive, and the health of the way to them: hello, welcome, heartbeats and
 * probes.
 */
@NullMarked
package io.sidecast.cluster.membership;

import org.jspecify.annotations.NullMarked;
