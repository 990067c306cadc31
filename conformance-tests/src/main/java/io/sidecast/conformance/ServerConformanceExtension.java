package io.sidecast.conformance;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;

/** Runs the shared nodes of a {@link ServerConformance}. Confined to the test thread. */
final class ServerConformanceExtension extends SuiteExtension implements AfterEachCallback {

  private @Nullable ServerHarness harness;

  ServerConformanceExtension() {
    super(SuiteResults.Kind.SERVERS);
  }

  @Override
  BrokerFixture fixtureOf(ExtensionContext context) {
    return suite(context).fixture();
  }

  @Override
  boolean isReported(ExtensionContext context) {
    return suite(context).reported();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    super.beforeAll(context);
    TestClient.maxWait(suite(context).maxWait());
    harness = new ServerHarness(fixture(), faults(), features());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    TestClient.maxWait(TestClient.START);
    if (harness != null) {
      harness.close();
    }
    super.afterAll(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    present(harness).endOfCase();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ServerHarness.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return present(harness);
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    super.testFailed(context, cause);
    if (isReported(context)) {
      System.out.println("Last output of the failed case's servers:\n" + present(harness).tails());
    }
  }

  private static ServerConformance suite(ExtensionContext context) {
    return (ServerConformance) context.getRequiredTestInstance();
  }
}
