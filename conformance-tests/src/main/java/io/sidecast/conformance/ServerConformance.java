package io.sidecast.conformance;

import java.time.Duration;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every broker has to prove with real servers in processes of their own and real clients:
 * extend this class, return a fixture, and run it with JUnit.
 *
 * <p>The cases are in seven groups: who gets an emit ({@link RoutingCases}), what is done to
 * sockets elsewhere ({@link OperationCases}), which clients can talk ({@link ClientCases}), who is
 * in the cluster ({@link MembershipCases}), what an outage of one node ({@link NodeOutageCases}) or
 * of the broker ({@link BrokerOutageCases}) does, and what odd input does ({@link
 * RobustnessCases}). Three nodes serve all cases; one that ends nodes starts its own. The nodes'
 * logs are in {@code target/server-logs}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(ServerConformanceExtension.class)
@Timeout(180)
public abstract class ServerConformance
    implements RoutingCases,
        OperationCases,
        ClientCases,
        MembershipCases,
        NodeOutageCases,
        BrokerOutageCases,
        RobustnessCases {

  /** For subclasses. */
  protected ServerConformance() {}

  /**
   * The broker to certify. Called once.
   *
   * @return a fixture that is not started yet
   */
  protected abstract BrokerFixture fixture();

  /**
   * Whether the results belong in the report, and the servers of a failed case in the output.
   *
   * @return true, except for brokers that are broken on purpose
   */
  protected boolean reported() {
    return true;
  }

  /** How long a case waits for what must come: generous, except where failures are expected. */
  Duration patience() {
    return TestClient.START;
  }
}
