package io.sidecast.conformance;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/** The test thread only. Runs the broker and the shared nodes of a suite. */
final class ServerConformanceExtension
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver,
        TestWatcher {

  private @Nullable BrokerFixture fixture;
  private @Nullable ServerBench bench;
  private long started;

  @Override
  public void beforeAll(ExtensionContext context) {
    BrokerFixture fixture = ((ServerConformance) context.getRequiredTestInstance()).fixture();
    this.fixture = fixture;
    var proxy = new FaultProxy(fixture::behindProxy);
    fixture.start(proxy.port());
    fixture.faults().ifPresent(own -> proxy.close());
    bench = new ServerBench(fixture, fixture.faults().orElse(proxy));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (bench != null) {
      bench.close();
    }
    if (fixture != null) {
      fixture.stop();
    }
    ConformanceReport.print();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    started = System.nanoTime();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    bench().endOfCase();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ServerBench.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return bench();
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    report(context, "pass, %.1f s".formatted((System.nanoTime() - started) / 1e9));
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    report(context, "FAIL");
    System.out.println("The servers of the failed case wrote last:\n" + bench().tails());
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    report(context, "skipped: " + reason.orElse(""));
  }

  private void report(ExtensionContext context, String result) {
    String method = context.getRequiredTestMethod().getName();
    String display = context.getDisplayName();
    if (fixture != null) {
      boolean repeated = display.startsWith("[");
      ConformanceReport.add(repeated ? method + " " + display : method, fixture.name(), result);
    }
  }

  private ServerBench bench() {
    if (bench == null) {
      throw new IllegalStateException("the suite has not started");
    }
    return bench;
  }
}
