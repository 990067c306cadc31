package io.sidecast.conformance.server;

import static io.sidecast.conformance.server.LocalCluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.SidecastEmitter;
import io.sidecast.SocketIoServer;
import io.sidecast.conformance.SharedMemoryProvider;
import io.sidecast.conformance.TestClient;
import io.sidecast.engine.EngineServer;
import io.sidecast.engine.EngineSettings;
import io.sidecast.socket.HandlerStages;
import io.sidecast.socket.RemoteSocket;
import io.sidecast.socket.Socket;
import io.sidecast.transport.EngineAttachment;
import io.sidecast.transport.EventLoops;
import io.sidecast.transport.HttpServer;
import io.sidecast.transport.TransportSettings;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests on which thread the code runs that a user attaches to a stage, for every outcome. It covers
 * every stage that a user can obtain, over the reference broker with its faults. Confined to the
 * test thread.
 */
@Timeout(120)
@Tag("slow")
class StageThreadsTest {

  /** Methods with a test of their own in this class. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "Socket.emitWithAck/2",
          "Socket.whenWritable/0",
          "SocketOperator.emitWithAck/2",
          "RemoteSocket.disconnect/1",
          "SocketIoServer.startAsync/0",
          "SocketIoServer.closeAsync/0",
          "SocketIoServer.whenClosed/0",
          "SidecastEmitter.startAsync/0",
          "SidecastEmitter.closeAsync/0",
          "HttpServer.start/2",
          "HttpServer.start/3",
          "HttpServer.close/0",
          "EngineAttachment.close/0",
          "EngineServer.close/0");

  /**
   * Methods whose stages are complete when they are returned, or that only packages of the library
   * call.
   */
  private static final Set<String> NEVER_OPEN =
      Set.of("Socket.leave/1", "Namespaces.lastHandlers/0", "EngineServer.decide/1");

  private final LocalCluster cluster = new LocalCluster(SharedMemoryProvider.FAULTY);
  private final Map<String, Dependents> seen = new HashMap<>();
  private TestClient client;
  private TestClient child;
  private StageTable.Scene scene;

  /** The threads of the code attached to one stage, in each of the usual ways. */
  private record Dependents(boolean done, BlockingQueue<String> threads) {

    private static final int WAYS = 5;

    static Dependents attachTo(CompletionStage<?> stage) {
      var threads = new LinkedBlockingQueue<String>();
      Runnable note = () -> threads.add(name(Thread.currentThread()));
      boolean done = stage.toCompletableFuture().isDone();
      if (!done) {
        assertThat(stage.toCompletableFuture()).as("a future of the caller").isNotSameAs(stage);
      }
      stage.whenComplete((value, failure) -> note.run());
      stage.handle((value, failure) -> value).thenRun(note);
      CompletableFuture.completedStage(0)
          .thenCompose(own -> stage)
          .whenComplete((value, failure) -> note.run());
      CompletableFuture.allOf(stage.toCompletableFuture())
          .whenComplete((value, failure) -> note.run());
      stage.exceptionally(failure -> null).thenAccept(value -> note.run());
      return new Dependents(done, threads);
    }

    /** Returns the name of a thread; virtual threads have none. */
    private static String name(Thread thread) {
      return thread.getName().isEmpty() ? "sidecast-handler" : thread.getName();
    }

    void await(String method, String allowed) {
      for (int i = 0; i < WAYS; i++) {
        try {
          String thread = threads.poll(60, TimeUnit.SECONDS);
          assertThat(thread).as(method).isNotNull().matches(allowed);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  @BeforeEach
  void start() {
    SocketIoServer server = cluster.server(builder -> builder.brokerTimeout(Duration.ofSeconds(2)));
    var family = server.of(Pattern.compile("/family-\\d+"));
    server.start();
    SocketIoServer other =
        cluster.server(builder -> builder.broker(SharedMemoryProvider.DIRECT)).start();
    cluster.awaitNodes(2);
    client = cluster.client(server);
    child = TestClient.connect("http://127.0.0.1:" + server.port() + "/family-1", "websocket");
    child.sid();
    TestClient elsewhere = cluster.client(other);
    Socket socket = server.sockets().iterator().next();
    RemoteSocket remote = get(server.in(elsewhere.sid()).fetchSockets()).value().get(0);
    SidecastEmitter emitter = cluster.emitter();
    get(emitter.emit("msg", "fence"));
    scene = new StageTable.Scene(server, socket, family, remote, emitter, "now");
  }

  @AfterEach
  void close() throws Exception {
    SharedMemoryProvider.BUS.heal();
    child.close();
    cluster.close();
  }

  private void attachToAll() {
    StageTable.METHODS.forEach(
        (name, method) -> seen.put(name, Dependents.attachTo(method.apply(scene))));
  }

  private void awaitAll() {
    String caller = Pattern.quote(Thread.currentThread().getName());
    seen.forEach((name, dependents) -> dependents.await(name, "sidecast-handler.*|" + caller));
  }

  @Test
  void onSuccess() {
    SharedMemoryProvider.BUS.delay(Duration.ofMillis(50));
    attachToAll();
    awaitAll();
  }

  @Test
  void whenTheBrokerIsLost() {
    SharedMemoryProvider.BUS.blackHole();
    attachToAll();
    assertThat(seen).allSatisfy((name, stage) -> assertThat(stage.done()).as(name).isFalse());
    SharedMemoryProvider.BUS.cut();
    awaitAll();
  }

  @Test
  void whenTheBrokerDoesNotAnswer() {
    SharedMemoryProvider.BUS.blackHole();
    attachToAll();
    assertThat(seen).allSatisfy((name, stage) -> assertThat(stage.done()).as(name).isFalse());
    awaitAll();
  }

  @Test
  void whenAClientDoesNotAnswer() {
    Duration soon = Duration.ofMillis(200);
    seen.put("here", attachTo(scene.socket().timeout(soon).emitWithAck("ask", "silence")));
    seen.put("there", attachTo(scene.remote().timeout(soon).emitWithAck("ask", "silence")));
    var operator = scene.server().to(scene.socket().id()).timeout(soon);
    seen.put("local", attachTo(operator.local().emitWithAck("ask", "silence")));
    seen.put("all", attachTo(scene.server().timeout(soon).emitWithAck("ask", "silence")));
    awaitAll();
  }

  @Test
  void whenAClientAnswersOrLeaves() {
    seen.put("answer", attachTo(scene.socket().emitWithAck("ask", "now")));
    seen.put("answer in the room", attachTo(scene.server().local().emitWithAck("ask", "now")));
    awaitAll();
    seen.clear();
    seen.put("leaves", attachTo(scene.socket().emitWithAck("ask", "silence")));
    var room = scene.server().to(scene.socket().id()).local();
    seen.put("leaves the room", attachTo(room.emitWithAck("ask", "silence")));
    seen.put("elsewhere", attachTo(scene.remote().emitWithAck("ask", "silence")));
    client.close();
    seen.put("disconnected", attachTo(scene.remote().disconnect(true)));
    awaitAll();
  }

  @Test
  void whenAClientTakesMoreOrLeaves() {
    String piece = "x".repeat(8 << 20);
    scene.socket().emit("msg", piece);
    seen.put("takes more", attachTo(scene.socket().whenWritable()));
    awaitAll();
    seen.clear();
    scene.socket().emit("msg", piece);
    seen.put("leaves", attachTo(scene.socket().whenWritable()));
    client.close();
    awaitAll();
  }

  private static Dependents attachTo(CompletionStage<?> stage) {
    return Dependents.attachTo(stage);
  }

  @Test
  void startAndClose() {
    SharedMemoryProvider.BUS.delay(Duration.ofMillis(50));
    SocketIoServer server = cluster.server(builder -> builder);
    seen.put("start", attachTo(server.startAsync()));
    awaitAll();
    seen.clear();
    seen.put("end", attachTo(server.whenClosed()));
    seen.put("close", attachTo(server.closeAsync()));
    seen.put("close of an emitter", attachTo(scene.emitter().closeAsync()));
    awaitAll();
  }

  @Test
  void aStartThatFails() {
    SharedMemoryProvider.BUS.blackHole();
    Duration soon = Duration.ofMillis(300);
    SocketIoServer server = cluster.server(builder -> builder.brokerTimeout(soon));
    seen.put("server", attachTo(server.startAsync()));
    SidecastEmitter emitter =
        SidecastEmitter.builder().broker(SharedMemoryProvider.FAULTY).brokerTimeout(soon).build();
    seen.put("emitter", attachTo(emitter.startAsync()));
    awaitAll();
    SharedMemoryProvider.BUS.heal();
    emitter.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theTransportAlone(boolean ownLoops) {
    var engine = new EngineServer(EngineSettings.builder().build(), accepted -> null);
    var settings = TransportSettings.onPort(0).withHost("127.0.0.1");
    var loops = new EventLoops(settings.loops());
    var starting =
        ownLoops ? HttpServer.start(engine, settings) : HttpServer.start(engine, settings, loops);
    Dependents started = attachTo(starting);
    String caller = Pattern.quote(Thread.currentThread().getName());
    started.await("start", "sidecast-http|" + caller);
    HttpServer http = get(starting);
    Dependents closed = attachTo(http.close());
    closed.await("close", "sidecast-http|" + caller);
    get(loops.end());
    attachTo(engine.close()).await("engine", "sidecast-engine-closed|" + caller);
    var attached = EngineAttachment.of(engine, TransportSettings.onPort(0).http());
    attachTo(attached.close()).await("attachment", "sidecast-engine-closed|" + caller);
  }

  @Test
  void noStageIsForgotten() {
    var known = new HashSet<>(StageTable.METHODS.keySet());
    known.addAll(ELSEWHERE);
    known.addAll(NEVER_OPEN);
    Stream<Class<?>> doors =
        Stream.of(HttpServer.class, EngineAttachment.class, EngineServer.class);
    Stream<Class<?>> users =
        Stream.of("io/sidecast", "io/sidecast/socket").flatMap(StageThreadsTest::classes);
    assertThat(
            Stream.concat(doors, users)
                .filter(type -> Modifier.isPublic(type.getModifiers()) && !type.isInterface())
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(StageThreadsTest::givesAStage)
                .map(StageThreadsTest::key))
        .as("this class tests every public method that returns a stage")
        .containsExactlyInAnyOrderElementsOf(known);
  }

  private static Stream<Class<?>> classes(String folder) {
    Path compiled = Path.of("..", "socketio-core", "target", "classes", folder);
    return Stream.of(Objects.requireNonNull(compiled.toFile().list()))
        .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
        .map(file -> folder.replace('/', '.') + "." + file.replace(".class", ""))
        .map(StageThreadsTest::load);
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean givesAStage(Method method) {
    return Modifier.isPublic(method.getModifiers())
        && !method.isSynthetic()
        && CompletionStage.class.isAssignableFrom(method.getReturnType())
        && method.getDeclaringClass() != HandlerStages.class;
  }

  private static String key(Method method) {
    return method.getDeclaringClass().getSimpleName()
        + "."
        + method.getName()
        + "/"
        + method.getParameterCount();
  }
}
