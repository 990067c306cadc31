package io.sidecast.cluster;

/** Translates between envelopes and the bytes that the broker carries. Thread-safe. */
interface EnvelopeCodec {

  byte[] encode(Envelope envelope);

  /**
   * Reads an envelope.
   *
   * @throws EnvelopeException for anything that is not an envelope of a known version and kind
   */
  Envelope decode(byte[] bytes);
}
