package io.sidecast.transport.files;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.sidecast.http.HttpResponse;
import io.sidecast.transport.files.FileSource.OpenFile;
import io.sidecast.transport.http.HttpExchange;
import java.io.EOFException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Sends one file in pieces. A file thread reads a piece, and the event loop writes it. The next
 * piece is read after the previous one is written, so that at most one piece is in memory. Confined
 * to the connection's event loop, except the methods that run on a file thread.
 */
final class FileStream {

  private static final int STALL_SECONDS = 60;

  private final HttpExchange exchange;
  private final ChannelHandlerContext context;
  private final OpenFile file;
  private final Executor fileThreads;
  private long left;
  private boolean keepAlive;

  FileStream(HttpExchange exchange, OpenFile file, Executor fileThreads) {
    this.exchange = exchange;
    this.context = exchange.context();
    this.file = file;
    this.fileThreads = fileThreads;
    this.left = file.length();
  }

  /** Runs on a file thread. */
  void start(HttpResponse head, boolean headOnly) {
    if (headOnly) {
      left = 0;
    }
    context.executor().execute(() -> exchange.guard(() -> writeHead(head)));
  }

  private void writeHead(HttpResponse head) {
    if (!exchange.claim()) {
      file.close();
      return;
    }
    keepAlive = exchange.writeHead(head, file.length());
    next();
  }

  /** Runs on the event loop. */
  private void next() {
    if (left == 0) {
      finish();
      return;
    }
    try {
      fileThreads.execute(this::readPiece);
    } catch (RejectedExecutionException tooBusy) {
      abort("incomplete file: too many requests waiting for files");
    }
  }

  /** Runs on a file thread. */
  private void readPiece() {
    ByteBuf piece;
    try {
      piece = file.content().readChunk(context.alloc());
      if (piece == null) {
        throw new EOFException("the file became shorter after its length was sent");
      }
    } catch (Throwable failure) {
      context.executor().execute(() -> abortWith(failure));
      return;
    }
    try {
      context.executor().execute(() -> write(piece));
    } catch (RejectedExecutionException serverClosed) {
      piece.release();
      file.close();
    }
  }

  private void abortWith(Throwable failure) {
    file.close();
    exchange.fail(failure);
  }

  private void write(ByteBuf piece) {
    if (piece.readableBytes() > left) { // the rest would be read as the next response
      piece.writerIndex(piece.readerIndex() + (int) left);
    }
    left -= piece.readableBytes();
    var stall =
        context
            .executor()
            .schedule(
                () -> abort("incomplete file: the client does not read"),
                STALL_SECONDS,
                TimeUnit.SECONDS);
    context
        .writeAndFlush(new DefaultHttpContent(piece))
        .addListener(
            (ChannelFuture written) -> {
              stall.cancel(false);
              if (written.isSuccess()) {
                next();
              } else {
                file.close(); // the connection is broken
                context.close();
              }
            });
  }

  private void finish() {
    file.close();
    var written = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
    exchange.finish();
  }

  /**
   * Logs the reason and closes the connection. No other response is possible, because the head is
   * already written.
   */
  private void abort(String why) {
    exchange.logRefusal(why);
    file.close();
    context.close();
  }
}
