package io.sidecast.benchmarks.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The main loop of a measuring process. Each line of standard input is a request in JSON. Each
 * response is one line: {@code RESULT} and JSON, or {@code FAILED} and the reason. The process ends
 * when standard input ends.
 */
public final class Conversation {

  /** The beginning of the response to a request that succeeded. */
  public static final String RESULT = "RESULT ";

  /** The beginning of the response to a request that failed. */
  public static final String FAILED = "FAILED ";

  /** Reads and writes requests and results. */
  public static final ObjectMapper JSON = new ObjectMapper();

  private static final long DEADLINE_SECONDS = 120;

  private Conversation() {}

  /**
   * Answers requests until standard input ends.
   *
   * @param measure makes a measurement
   * @throws IOException if standard input cannot be read
   */
  public static void run(Function<Request, CompletionStage<Result>> measure) throws IOException {
    var output = new PrintStream(new FileOutputStream(FileDescriptor.out), true, "UTF-8");
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    output.println("READY 0");
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      output.println(answer(line, measure));
    }
  }

  private static String answer(String line, Function<Request, CompletionStage<Result>> measure) {
    try {
      Request request = JSON.readValue(line, Request.class);
      long deadline =
          DEADLINE_SECONDS + (long) (request.pace().warmUp() + request.pace().seconds());
      Result result =
          measure.apply(request).toCompletableFuture().orTimeout(deadline, TimeUnit.SECONDS).join();
      return RESULT + JSON.writeValueAsString(result);
    } catch (CompletionException failure) {
      return FAILED + failure.getCause();
    } catch (JsonProcessingException | RuntimeException failure) {
      return FAILED + failure.toString().replace('\n', ' ');
    }
  }
}
