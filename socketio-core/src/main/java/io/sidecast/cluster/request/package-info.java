/**
 * Requests to other nodes and their responses: those that this node waits for and those that it
 * owes.
 */
@NullMarked
package io.sidecast.cluster.request;

import org.jspecify.annotations.NullMarked;
