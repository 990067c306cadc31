package io.sidecast.benchmarks.load;

/**
 * Each client connects, joins the namespace, leaves, and starts again. One operation lasts from the
 * connect to the close.
 */
final class ConnectWork extends Work {

  private final long[] started;

  ConnectWork(Stage stage) {
    super(stage);
    this.started = new long[request.clients()];
  }

  @Override
  void start() {
    begin(request.clients());
  }

  @Override
  void next(int index) {
    started[index] = System.nanoTime();
    clients.open(request.ports().receiver(), clients.client(index, this));
  }

  @Override
  public void onReady(WireClient client) {
    client.leave();
  }

  @Override
  public void onClosed(WireClient client) {
    if (client.sid().isEmpty() && !clients.isEnded()) {
      meter.fail(new IllegalStateException("the server refused a client"));
      return;
    }
    meter.done(started[client.index]);
    if (!meter.isOver()) {
      next(client.index);
    }
  }
}
