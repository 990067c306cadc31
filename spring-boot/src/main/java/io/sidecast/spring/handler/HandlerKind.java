package io.sidecast.spring.handler;

import io.sidecast.spring.OnConnect;
import io.sidecast.spring.OnDisconnect;
import io.sidecast.spring.OnError;
import io.sidecast.spring.OnEvent;
import java.lang.annotation.Annotation;

/** The kinds of handler methods. */
enum HandlerKind {
  CONNECT(OnConnect.class),
  EVENT(OnEvent.class),
  DISCONNECT(OnDisconnect.class),
  ERROR(OnError.class);

  private final Class<? extends Annotation> annotation;

  HandlerKind(Class<? extends Annotation> annotation) {
    this.annotation = annotation;
  }

  Class<? extends Annotation> type() {
    return annotation;
  }

  String annotation() {
    return "@" + annotation.getSimpleName();
  }
}
