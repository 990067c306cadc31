package io.sidecast.adapter;

/** Reports a join that would exceed a limit of rooms. */
final class RoomLimitException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  RoomLimitException(String message) {
    super(message);
  }
}
