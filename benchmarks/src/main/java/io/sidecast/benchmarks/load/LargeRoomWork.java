package io.sidecast.benchmarks.load;

/**
 * A fan-out to a room with half of the clients, all of which are in rooms of their own besides. The
 * time until the last member has received a message is the number of members divided by the
 * deliveries of a second.
 */
final class LargeRoomWork extends FanOutWork {

  LargeRoomWork(Stage stage) {
    super(stage);
  }

  @Override
  void start() {
    new ManyRooms(this, members -> join(members.subList(0, members.size() / 2))).open();
  }
}
