package io.sidecast.socket;

import io.sidecast.adapter.Member.AckListener;
import io.sidecast.packet.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The acknowledgements that one socket's client owes. Any thread. */
final class PendingAcks {

  private @Nullable Map<Long, AckListener> listeners;
  private boolean closed;

  /** Waits for an answer. The listener hears at once that the client has left if it has. */
  void add(long ackId, AckListener listener) {
    if (!put(ackId, listener)) {
      listener.left();
    }
  }

  private synchronized boolean put(long ackId, AckListener listener) {
    if (closed) {
      return false;
    }
    if (listeners == null) {
      listeners = new HashMap<>(2);
    }
    listeners.put(ackId, listener);
    return true;
  }

  synchronized @Nullable AckListener remove(long ackId) {
    return listeners == null ? null : listeners.remove(ackId);
  }

  /** Late, repeated and invented answers are ignored. */
  void answered(long ackId, Payload answer) {
    AckListener listener = remove(ackId);
    if (listener != null) {
      listener.answered(answer);
    }
  }

  synchronized int size() {
    return listeners == null ? 0 : listeners.size();
  }

  void close() {
    drain().forEach(AckListener::left);
  }

  private synchronized List<AckListener> drain() {
    closed = true;
    List<AckListener> rest = listeners == null ? List.of() : new ArrayList<>(listeners.values());
    listeners = null;
    return rest;
  }
}
