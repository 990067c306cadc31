/**
 * The values of a cluster that applications read: its nodes, its state and its counters. The
 * packages below connect this node to the others.
 */
@NullMarked
package io.sidecast.cluster;

import org.jspecify.annotations.NullMarked;
