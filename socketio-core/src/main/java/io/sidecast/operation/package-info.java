/**
 * Cluster-wide operations: the audience of an operation, the requests to the nodes that may hold
 * its sockets, and the parts of their responses. Imports packets only.
 */
@NullMarked
package io.sidecast.operation;

import org.jspecify.annotations.NullMarked;
