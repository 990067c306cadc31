package io.sidecast.broker;

/** What not every broker promises. A conformance case is gated by each of these. */
public enum BrokerFeature {
  /**
   * Messages of one publisher arrive in order even if they were published on different channels.
   */
  ORDERED_ACROSS_CHANNELS,
  /** A publish stage completes only after the broker itself has confirmed the message. */
  PUBLISH_CONFIRMED,
  /**
   * What others publish while this connection is {@linkplain BrokerState#DOWN down} arrives all the
   * same, once and in order, after it was restored; unless that took longer than the broker keeps
   * messages.
   */
  REDELIVERS
}
