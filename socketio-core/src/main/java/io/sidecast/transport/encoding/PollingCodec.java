package io.sidecast.transport.encoding;

import io.sidecast.engine.TransportListener;
import java.util.function.BooleanSupplier;

/** The format of the bodies of polling in one revision of the protocol. Thread-safe. */
public interface PollingCodec {

  /** Returns a new writer for one response. */
  PayloadWriter newWriter(int maxPayload);

  /** Passes the packets of a body to a listener, up to the first malformed one. */
  void decode(Body body, TransportListener listener, BooleanSupplier ended);

  /**
   * The body of a POST request.
   *
   * @param bytes the bytes
   * @param binary whether the media type is {@code application/octet-stream}
   */
  record Body(byte[] bytes, boolean binary) {}
}
