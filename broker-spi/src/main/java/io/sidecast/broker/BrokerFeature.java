package io.sidecast.broker;

/**
 * A guarantee that only some brokers give. The conformance cases of a guarantee run only for
 * brokers that declare it.
 *
 * @since 0.1.0
 */
public enum BrokerFeature {
  /**
   * Messages of one publisher arrive in the order in which they were published, even on different
   * channels.
   */
  ORDERED_ACROSS_CHANNELS,
  /** The stage of a publish completes only after the message broker has confirmed the message. */
  PUBLISH_CONFIRMED,
  /**
   * Messages that other nodes publish while this connection is {@linkplain BrokerState#DOWN down}
   * arrive after the reconnect, once and in order, unless the outage lasts longer than the message
   * broker keeps messages.
   */
  REDELIVERS
}
