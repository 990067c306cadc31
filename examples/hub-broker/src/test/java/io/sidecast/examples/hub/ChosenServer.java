package io.sidecast.examples.hub;

import io.sidecast.SocketIoServer;

/** A program that starts a server without a configured broker, prints its state, and ends. */
final class ChosenServer {

  private ChosenServer() {}

  public static void main(String[] args) {
    try (SocketIoServer server = SocketIoServer.builder().port(0).host("127.0.0.1").build()) {
      server.start();
      System.out.println("STARTED " + server.clusterStats().state());
    }
  }
}
