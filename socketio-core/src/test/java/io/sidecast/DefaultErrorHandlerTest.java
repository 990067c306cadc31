package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log lines of a server whose handlers throw, and which has no error handler of its own. */
class DefaultErrorHandlerTest {

  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(SocketIoServer.class);

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final SocketIoServer server =
      SocketIoServer.builder().port(0).host("127.0.0.1").broker("none").build();

  DefaultErrorHandlerTest() {
    lines.start();
    LOGGER.addAppender(lines);
  }

  @AfterEach
  void close() {
    server.close();
    LOGGER.detachAppender(lines);
  }

  @Test
  void aFloodOfEventsThatFailLeavesFewLines() throws Exception {
    var handled = new CompletableFuture<Void>();
    server.onConnection(
        socket ->
            socket.onAny(
                (event, args) -> {
                  if (event.equals("end")) {
                    handled.complete(null);
                  } else {
                    throw new IllegalStateException("thrown by the test");
                  }
                }));
    server.start();
    try (var client = new WireClient(server)) {
      client.send("0");
      for (int i = 0; i < 2_000; i++) {
        client.send("2[\"an\\nevent" + "x".repeat(100) + "\"]");
      }
      client.send("2[\"end\"]");
      handled.get(60, TimeUnit.SECONDS);
    }
    assertThat(lines.list).hasSizeBetween(10, 100); // ten at once, and one a second
    ILoggingEvent line =
        lines.list.stream()
            .filter(logged -> logged.getThrowableProxy() != null)
            .findFirst()
            .orElseThrow();
    assertThat(line.getFormattedMessage())
        .matches("Socket\\[.{20} in /]: event an\\\\u000aevent(x+)\\.\\.\\. failed");
    assertThat(line.getThrowableProxy().getMessage()).isEqualTo("thrown by the test");
  }
}
