package io.sidecast.junit;

import io.sidecast.SocketIoServer;
import java.util.List;

/** The servers to which clients connect. Thread-safe. */
interface Target {

  /** Returns the number of servers. */
  int size();

  /** Returns the URL of a server, without a namespace. */
  String url(int server);

  /** Returns the servers, if they are in this process. */
  List<SocketIoServer> servers();

  /** Lets the server of a client acknowledge its fences. Idempotent. */
  void answerFences(TestClient client);
}
