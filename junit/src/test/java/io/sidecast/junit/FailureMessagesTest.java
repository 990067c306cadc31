package io.sidecast.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The messages of failed expectations. Confined to the test thread. */
@Tag("slow")
class FailureMessagesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          missing        | no event "typing" within 8 s; received joined["tea",2], said["hello"]
          inAnotherOrder | another event came before "said"; received joined["tea",2].*
          unwanted       | expected no event [said]; received said["hello"]
          unwantedLater  | expected no event [last]; received noise[0], noise[1], noise[2].*
          unacknowledged | no acknowledgement of "say" within 8 s; received joined["tea",2], said["hello"]
          ofAnotherType  | argument 0 is not of the type java.lang.Integer: said["hello"]
          disconnected   | no event "said"; received nothing; the client is disconnected: io server disconnect
          disconnectedWithoutEvents | a fence of the server did not arrive; received nothing; the client is disconnected: io server disconnect
          refused        | not connected to http://127.0.0.1:PORT/unknown: Invalid namespace
          accepted       | expected a connect error, but connected to http://127.0.0.1:PORT/ as SID
          """)
  void failureListsWhatArrivedInstead(String method, String message) {
    String actual = failureOf(method);
    String masked =
        actual.replaceAll("127.0.0.1:\\d+", "127.0.0.1:PORT").replaceAll(" as [\\w-]+$", " as SID");
    if (message.endsWith(".*")) {
      assertThat(masked).startsWith(message.substring(0, message.length() - 2));
    } else {
      assertThat(masked).isEqualTo(message);
    }
  }

  private static String failureOf(String method) {
    Class<?>[] parameters =
        Arrays.stream(FailingCases.class.getDeclaredMethods())
            .filter(each -> each.getName().equals(method))
            .findFirst()
            .orElseThrow()
            .getParameterTypes();
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(FailingCases.class, method, parameters))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .map(FailureMessagesTest::message)
        .findFirst()
        .orElse("no failure");
  }

  private static String message(Event event) {
    Throwable failure =
        event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
    while (!(failure instanceof AssertionError) && failure.getCause() != null) {
      failure = failure.getCause();
    }
    return String.valueOf(failure.getMessage());
  }
}
