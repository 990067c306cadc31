package io.sidecast.conformance;

import java.time.Duration;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The conformance suite for a broker with real servers in processes of their own and real clients.
 * Extend this class, return a fixture, and run it with JUnit.
 *
 * <p>The cases form seven groups: receivers of emits ({@link RoutingCases}), operations on sockets
 * of other nodes ({@link OperationCases}), supported clients ({@link ClientCases}), cluster
 * membership ({@link MembershipCases}), the outage of one node ({@link NodeOutageCases}) or of the
 * broker ({@link BrokerOutageCases}), and unusual input ({@link RobustnessCases}). Three nodes
 * serve all cases; a case that ends nodes starts its own. The nodes' logs are in {@code
 * target/server-logs}.
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

  /** Creates the suite. */
  protected ServerConformance() {}

  /**
   * Returns the broker to certify. Called once.
   *
   * @return a fixture that is not started yet
   */
  protected abstract BrokerFixture fixture();

  /**
   * Returns whether the results belong in the report, and the servers of a failed case in the
   * output.
   *
   * @return true, except for brokers that are broken on purpose
   */
  protected boolean reported() {
    return true;
  }

  /**
   * Returns how long a case waits for an expected fact. A suite on a slow machine may lengthen it.
   *
   * @return 40 seconds
   */
  protected Duration maxWait() {
    return TestClient.START;
  }
}
