package io.sidecast.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.sidecast.SocketIoServer;
import io.sidecast.socket.Socket;
import io.socket.client.IO;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The observations of the handlers of a real client's events. */
class HandlerObservationsTest {

  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final ObservationRegistry registry = ObservationRegistry.create();
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private final SocketIoServer server =
      SocketIoServer.builder()
          .port(0)
          .host("127.0.0.1")
          .broker("none")
          .eventObserver(SidecastMetrics.observations(registry))
          .onError((socket, occasion, error) -> {})
          .build();

  /** Reads the parent as a tracer does. */
  private final class Recorder implements ObservationHandler<ReceiverContext<Socket>> {

    @Override
    public void onStop(ReceiverContext<Socket> context) {
      seen.add(
          "%s %s %s %s"
              .formatted(
                  context.getHighCardinalityKeyValue("event").getValue(),
                  context.getLowCardinalityKeyValue("outcome").getValue(),
                  context.getError(),
                  context.getGetter().get(context.getCarrier(), "traceparent")));
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return context instanceof ReceiverContext;
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void handlersRunInAnObservationWhoseParentIsTheHandshake() throws Exception {
    registry.observationConfig().observationHandler(new Recorder());
    server.on(
        "chat",
        String.class,
        (socket, text, ack) -> {
          seen.add("in " + registry.getCurrentObservation().getContext().getName());
          if (text.isEmpty()) {
            throw new IllegalStateException("empty");
          }
        });
    server.start();
    var options =
        IO.Options.builder()
            .setForceNew(true)
            .setExtraHeaders(Map.of("traceparent", List.of(PARENT)))
            .build();
    var client = IO.socket(URI.create("http://127.0.0.1:" + server.port()), options);
    client.connect();
    client.emit("chat", "hello");
    assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("in sidecast.handler");
    assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("chat success null " + PARENT);
    client.emit("chat", "");
    assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("in sidecast.handler");
    assertThat(seen.poll(20, TimeUnit.SECONDS))
        .isEqualTo("chat error java.lang.IllegalStateException: empty " + PARENT);
    client.disconnect();
  }
}
