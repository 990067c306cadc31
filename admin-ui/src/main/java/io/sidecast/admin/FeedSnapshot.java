package io.sidecast.admin;

import io.sidecast.socket.Arguments;
import java.util.List;

/**
 * The sockets of one node that admins see. Immutable.
 *
 * @param node the id of the node
 * @param sequence the number of the last {@link FeedBatch} whose changes it contains
 * @param sockets the sockets in the form of the page
 */
record FeedSnapshot(String node, long sequence, List<?> sockets) {

  Object[] arguments() {
    return new Object[] {node, sequence, sockets};
  }

  static FeedSnapshot read(Arguments args) {
    return new FeedSnapshot(
        args.json(0).string().orElseThrow(),
        args.json(1).integer().orElseThrow(),
        args.json(2).elements());
  }
}
