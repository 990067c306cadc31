package io.sidecast.transport;

import io.sidecast.engine.TransportListener;
import java.util.function.BooleanSupplier;

/** How one revision of the protocol puts packets into the bodies of polling. Any thread. */
interface PollingCodec {

  /** A writer for one answer. */
  PayloadWriter newWriter(int maxPayload);

  /** Gives the packets of a body to a sink, up to the first that is malformed. */
  void decode(Body body, TransportListener listener, BooleanSupplier ended);

  /**
   * The body of a POST.
   *
   * @param bytes its bytes
   * @param binary whether its type says that it is not text
   */
  record Body(byte[] bytes, boolean binary) {}
}
