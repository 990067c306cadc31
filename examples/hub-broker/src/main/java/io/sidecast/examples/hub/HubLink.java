package io.sidecast.examples.hub;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Any thread; no method waits. One connection to the hub, with a thread that connects and reads and
 * a thread that writes, which wait as they please. A link that has ended stays ended.
 */
final class HubLink {

  /** Frames that wait for a hub that does not read. */
  private static final int MOST_WAITING = 50_000;

  /** Frames that the owner has not handled yet; then nothing more is read. */
  private static final int MOST_AHEAD = 1_000;

  private final HubOptions options;
  private final Executor owner;
  private final Consumer<Frame> onFrame;
  private final Socket socket = new Socket();
  private final BlockingQueue<Frame> outgoing = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Semaphore ahead = new Semaphore(MOST_AHEAD);
  private final Thread reading = thread("hub-read", this::read);
  private final Thread writing = thread("hub-write", this::write);
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  /**
   * Makes a link that is not connected yet.
   *
   * @param options where the hub is
   * @param owner the thread on which frames are handed over
   * @param onFrame gets each frame
   */
  HubLink(HubOptions options, Executor owner, Consumer<Frame> onFrame) {
    this.options = options;
    this.owner = owner;
    this.onFrame = onFrame;
  }

  void start() {
    reading.start();
  }

  /** Sends a frame once there is a connection. False if too many wait. */
  boolean send(Frame frame) {
    return outgoing.offer(frame);
  }

  /** The reason of the end, told when the socket is closed and both threads are through. */
  CompletableFuture<String> ended() {
    return ended;
  }

  /** Ends the link soon. */
  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed is what was wanted.
    }
  }

  private void read() {
    String reason = "closed";
    try {
      int timeout = (int) options.timeout().toMillis();
      socket.connect(new InetSocketAddress(options.host(), options.port()), timeout);
      socket.setTcpNoDelay(true);
      writing.start();
      var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      while (true) {
        Frame frame = Frame.readFrom(in);
        ahead.acquire();
        owner.execute(() -> handOver(frame));
      }
    } catch (IOException | InterruptedException e) {
      reason = String.valueOf(e.getMessage());
    } finally {
      close();
      endOfWriting();
      ended.complete(reason);
    }
  }

  private void handOver(Frame frame) {
    ahead.release();
    onFrame.accept(frame);
  }

  private void write() {
    try {
      Frame.writeAll(outgoing, socket.getOutputStream());
    } catch (IOException | InterruptedException e) {
      close();
    }
  }

  private void endOfWriting() {
    writing.interrupt();
    try {
      writing.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread thread(String name, Runnable task) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
