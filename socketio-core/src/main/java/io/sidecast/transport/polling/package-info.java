/**
 * The transport HTTP long-polling. {@link io.sidecast.transport.polling.PollingRequest} passes a
 * request to its session.
 */
@NullMarked
package io.sidecast.transport.polling;

import org.jspecify.annotations.NullMarked;
