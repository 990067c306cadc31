/**
 * A Sidecast server with the events of the load generator and no others, as the peers have them.
 */
@NullMarked
package io.sidecast.benchmarks.server;

import org.jspecify.annotations.NullMarked;
