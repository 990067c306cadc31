package io.sidecast.benchmarks.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sidecast.benchmarks.measure.Conversation;
import io.sidecast.benchmarks.measure.Request;
import io.sidecast.benchmarks.measure.Result;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A process that measures: the load generator, or a broker's own client. Confined to one thread.
 */
final class Measurer implements AutoCloseable {

  private static final long MAX_WAIT_SECONDS = 150;
  private static final int ANSWERS = 16;

  private final Program program;
  private final BlockingQueue<String> answers;

  private Measurer(Program program, BlockingQueue<String> answers) {
    this.program = program;
    this.answers = answers;
  }

  static Measurer start(String name, List<String> command) {
    var answers = new ArrayBlockingQueue<String>(ANSWERS);
    Program program =
        Program.start(
            name,
            command,
            line -> {
              if (line.startsWith(Conversation.RESULT) || line.startsWith(Conversation.FAILED)) {
                answers.add(line);
              }
            });
    program.ended().thenAccept(code -> answers.add(Conversation.FAILED + name + " has ended"));
    return new Measurer(program, answers);
  }

  void awaitReady() {
    program.port();
  }

  long pid() {
    return program.pid();
  }

  /** Sends a request and waits for the result. */
  Result measure(Request request) {
    try {
      program.send(Conversation.JSON.writeValueAsString(request));
      long seconds = MAX_WAIT_SECONDS + (long) request.pace().seconds();
      @Nullable String answer = answers.poll(seconds, TimeUnit.SECONDS);
      if (answer == null || answer.startsWith(Conversation.FAILED)) {
        throw new IllegalStateException((answer == null ? "no answer" : answer) + '\n' + log());
      }
      return Conversation.JSON.readValue(
          answer.substring(Conversation.RESULT.length()), Result.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Returns the last lines of the process except its results. */
  private String log() {
    return program
        .tail()
        .lines()
        .filter(line -> !line.strip().startsWith(Conversation.RESULT))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    program.close();
  }
}
