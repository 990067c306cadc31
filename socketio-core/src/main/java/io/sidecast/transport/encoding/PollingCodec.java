package io.sidecast.transport.encoding;

import io.sidecast.engine.TransportListener;

/** The format of the bodies of polling in one revision of the protocol. Thread-safe. */
public interface PollingCodec {

  /** Returns a new writer for one response. */
  PayloadWriter newWriter(int maxPayload);

  /** Returns a reader of the packets of a body, which passes them to a listener. */
  PayloadReader newReader(Body body, TransportListener listener);

  /**
   * The body of a POST request.
   *
   * @param bytes the bytes
   * @param binary whether the media type is {@code application/octet-stream}
   */
  record Body(byte[] bytes, boolean binary) {}
}
