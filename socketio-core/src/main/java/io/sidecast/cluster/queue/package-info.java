/**
 * The messages on their way: out through the outbox and the cluster executor, which calls the
 * broker, and in through the inbox, with the counts of lost and late messages.
 */
@NullMarked
package io.sidecast.cluster.queue;

import org.jspecify.annotations.NullMarked;
