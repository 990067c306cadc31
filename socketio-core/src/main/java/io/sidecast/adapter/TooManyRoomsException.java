package io.sidecast.adapter;

import io.sidecast.limit.Limit;

/** Reports a join that would exceed {@link Limit#ROOMS_PER_SOCKET}. */
final class TooManyRoomsException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  TooManyRoomsException(String socketId, long limit) {
    super("socket %s would be in more than %d rooms".formatted(socketId, limit));
  }
}
