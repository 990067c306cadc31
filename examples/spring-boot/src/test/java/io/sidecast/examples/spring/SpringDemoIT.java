package io.sidecast.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.examples.ChildProcess;
import io.sidecast.examples.brokers.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of bin/spring-demo as a process. Confined to the test thread. */
class SpringDemoIT {

  private static final int MAX_SECONDS = 110;
  private static final Pattern READY = Pattern.compile("(http://127.0.0.1:(\\d+)/) is ready.*");

  /** The exit code of a JVM that SIGINT ends. */
  private static final int INTERRUPTED = 130;

  private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

  /** The page of a process, and the port of its address. */
  private record Chat(URI url, int port) {}

  /**
   * Starts the demo in a process group of its own, as a terminal does, so that the signal of Ctrl-C
   * can be sent to all its processes.
   */
  private ChildProcess demo(String... arguments) throws IOException {
    var program = new ProcessBuilder("setsid", "env", "--default-signal=INT");
    program.command().addAll(List.of("../../bin/spring-demo", "--built"));
    program.command().addAll(List.of(arguments));
    program.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return ChildProcess.start("spring-demo", program, output::add);
  }

  private Chat awaitReady() throws InterruptedException {
    List<String> before = new ArrayList<>();
    for (String line = next(); line != null; line = next()) {
      before.add(line);
      Matcher ready = READY.matcher(line);
      if (ready.matches()) {
        return new Chat(URI.create(ready.group(1)), Integer.parseInt(ready.group(2)));
      }
    }
    throw new AssertionError("no process is ready: " + before);
  }

  private String next() throws InterruptedException {
    return output.poll(MAX_SECONDS, TimeUnit.SECONDS);
  }

  private static void await(String fact, BooleanSupplier isTrue) {
    Awaitility.await(fact).atMost(60, TimeUnit.SECONDS).until(isTrue::getAsBoolean);
  }

  @Test
  void clientsOfBothProcessesMeetUntilCtrlC() throws Exception {
    try (ChildProcess demo = demo("--ports", "0,0")) {
      Chat first = awaitReady();
      Chat second = awaitReady();
      assertThat(next()).contains("Ctrl-C ends the processes");
      try (var alice = new ChatClient("alice", first.url(), ChatClient.WEBSOCKET);
          var bob = new ChatClient("bob", second.url(), ChatClient.UPGRADE)) {
        await("both clients are in the room", () -> alice.isJoined() && bob.isJoined());
        alice.say(1);
        await("the message is on the other process", () -> bob.last() == 1);
        assertThat(alice.node()).isEqualTo(ChatProcess.name(first.port()));
        assertThat(bob.node()).isEqualTo(ChatProcess.name(second.port()));
      }
      List<ProcessHandle> children =
          ProcessHandle.of(demo.pid()).orElseThrow().descendants().toList();
      assertThat(children).as("two chats and Redis").hasSize(3);

      pressCtrlC(demo);

      assertThat(demo.ended().get(MAX_SECONDS, TimeUnit.SECONDS)).isEqualTo(INTERRUPTED);
      assertThat(children).noneMatch(ProcessHandle::isAlive);
      assertThat(output).isEmpty();
    }
  }

  /** Sends SIGINT to the process group. */
  private static void pressCtrlC(ChildProcess leader) throws Exception {
    var kill = new ProcessBuilder("kill", "-INT", "--", "-" + leader.pid());
    assertThat(kill.start().waitFor()).isEqualTo(0);
  }

  @Test
  void theEndOfAProcessEndsTheDemo() throws Exception {
    try (ChildProcess demo = demo("--ports", "0,0")) {
      awaitReady();
      awaitReady();
      List<ProcessHandle> chats =
          ProcessHandle.of(demo.pid())
              .orElseThrow()
              .children()
              .filter(child -> child.info().command().orElse("").endsWith("java"))
              .toList();

      chats.get(0).destroyForcibly();

      assertThat(demo.ended().get(MAX_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(output).anyMatch(line -> line.matches("spring-demo: node \\d+ .* has ended: .*"));
      assertThat(chats).hasSize(2).noneMatch(ProcessHandle::isAlive);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --ports=9001                            | spring-demo: --ports takes two different ports
          --ports=9001,9001                       | spring-demo: --ports takes two different ports
          --ports=9001,70000                      | spring-demo: port 70000 is not between 0 and 65535
          --ports=0,0 --broker=redis://127.0.0.1:1| 127.0.0.1:1 cannot be reached
          --ports=0,0 --broker=nats://127.0.0.1:1 | no broker module on the class path opens 'nats' URIs
          """)
  void wrongValueIsOneLine(String arguments, String message) throws Exception {
    try (ChildProcess demo = demo(arguments.split(" ", -1))) {
      assertThat(demo.ended().get(MAX_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(output).singleElement().asString().startsWith("spring-demo: ").contains(message);
    }
  }

  @Test
  void takenPortIsNamedWithTheRemedy() throws Exception {
    int free = FreePort.find();
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ChildProcess demo = demo("--ports", free + "," + taken.getLocalPort())) {
      assertThat(demo.ended().get(MAX_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(output)
          .singleElement()
          .asString()
          .contains("port " + taken.getLocalPort() + " of 127.0.0.1 is taken", "--ports");
    }
  }

  @Test
  void unknownOptionIsNamed() throws Exception {
    try (ChildProcess demo = demo("--bogus")) {
      assertThat(demo.ended().get(MAX_SECONDS, TimeUnit.SECONDS)).isEqualTo(2);
      assertThat(output)
          .containsExactly("spring-demo: Unknown option: '--bogus'; see bin/spring-demo --help");
    }
  }
}
