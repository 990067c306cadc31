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
 * The main thread of a measuring process: one request in JSON on each line of its input, and for
 * each one line of output, {@code RESULT} and JSON or {@code FAILED} and why. It ends with its
 * input.
 */
public final class Conversation {

  /** Begins the answer to a request that succeeded. */
  public static final String RESULT = "RESULT ";

  /** Begins the answer to a request that did not. */
  public static final String FAILED = "FAILED ";

  /** Reads requests and results. */
  public static final ObjectMapper JSON = new ObjectMapper();

  private static final long DEADLINE_SECONDS = 120;

  private Conversation() {}

  /**
   * Answers until the input ends.
   *
   * @param measure makes a measurement
   * @throws IOException if the input cannot be read
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
