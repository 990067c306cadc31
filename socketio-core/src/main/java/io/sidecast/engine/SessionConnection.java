package io.sidecast.engine;

import io.sidecast.connection.Connection;
import io.sidecast.connection.DisconnectReason;
import io.sidecast.http.RequestHead;
import io.sidecast.packet.EncodedPacket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/** The application's view of a session. Thread-safe. */
record SessionConnection(Session session, RequestHead request) implements Connection {

  @Override
  public String id() {
    return session.id();
  }

  @Override
  public int protocol() {
    return session.protocol();
  }

  @Override
  public String transport() {
    return session.currentTransport().name();
  }

  @Override
  public boolean isWritable() {
    return session.isWritable();
  }

  @Override
  public CompletionStage<Void> whenWritable() {
    return session.whenWritable();
  }

  @Override
  public void send(EncodedPacket packet) {
    session.send(packet, null);
  }

  @Override
  public void send(EncodedPacket packet, Gate gate) {
    session.send(packet, gate);
  }

  @Override
  public void setReading(boolean reading) {
    session.setReading(reading);
  }

  @Override
  public void execute(Runnable task) {
    session.post(task);
  }

  @Override
  public Future<?> schedule(Duration delay, Runnable task) {
    return session.schedule(delay, task);
  }

  @Override
  public void close(DisconnectReason reason) {
    session.close(reason);
  }

  @Override
  public void logRefusal(String why) {
    session.refused(why);
  }

  @Override
  public void refuse(DisconnectReason reason, String why) {
    session.refused(why);
    session.close(reason);
  }
}
