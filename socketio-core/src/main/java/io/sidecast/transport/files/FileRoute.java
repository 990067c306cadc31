package io.sidecast.transport.files;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.sidecast.http.HttpResponse;
import io.sidecast.http.StaticFiles;
import io.sidecast.transport.files.FileSource.OpenFile;
import io.sidecast.transport.http.HttpExchange;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A handler that serves static files. Two threads of its own read the disk. If more than 1,024
 * requests wait for these threads, the client receives the status 503. Thread-safe; requests are
 * handled on event loops.
 */
public final class FileRoute {

  private static final int THREADS = 2;
  private static final int MAX_WAITING = 1024;
  private static final int KEEP_SECONDS = 30;
  private static final HttpResponse NOT_FOUND = HttpResponse.text(404, "Not found");

  private final FileSource source;
  private final Map<String, String> headers;
  private final ThreadPoolExecutor threads;

  /**
   * Creates a handler.
   *
   * @param files the files
   * @param headers the header fields of every response with a file, besides the media type
   */
  public FileRoute(StaticFiles files, Map<String, String> headers) {
    this.source = new FileSource(files);
    this.headers = headers;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            KEEP_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            new DefaultThreadFactory("sidecast-files", true));
    threads.allowCoreThreadTimeOut(true);
  }

  public void handle(HttpExchange exchange, String path) {
    String method = exchange.request().method().name();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.answer(new HttpResponse(405, Map.of("allow", "GET, HEAD"), new byte[0], false));
      return;
    }
    try {
      threads.execute(() -> serve(exchange, path, method.equals("HEAD")));
    } catch (RejectedExecutionException full) {
      exchange.because("too many requests waiting for files");
      exchange.answer(HttpResponse.empty(503));
    }
  }

  public void close() {
    threads.shutdown();
  }

  private void serve(HttpExchange exchange, String path, boolean headOnly) {
    try {
      OpenFile file = source.open(path);
      if (file == null) {
        exchange.answer(NOT_FOUND);
      } else {
        new FileStream(exchange, file, threads).start(head(file), headOnly);
      }
    } catch (Throwable failure) {
      exchange.fail(failure);
    }
  }

  private HttpResponse head(OpenFile file) {
    Map<String, String> fields = new HashMap<>(headers);
    fields.put("content-type", ContentTypes.of(file.name()));
    fields.put("x-content-type-options", "nosniff");
    return new HttpResponse(200, fields, new byte[0], false);
  }
}
