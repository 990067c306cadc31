package io.sidecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecast.socket.Arguments;
import io.sidecast.socket.BroadcastOperator;
import io.sidecast.socket.Handshake;
import io.sidecast.socket.Namespace;
import io.sidecast.socket.ParentNamespace;
import io.sidecast.socket.RemoteSocket;
import io.sidecast.socket.Socket;
import io.sidecast.socket.SocketOperator;
import io.sidecast.socket.TypeRef;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each public method names a parameter that must not be null, and has no effect then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NullParametersTest {

  private final Map<Class<?>, Object> objects = new LinkedHashMap<>();
  private SocketIoServer server;
  private WireClient client;

  @BeforeAll
  void open() throws Exception {
    var connected = new CompletableFuture<Socket>();
    server = SocketIoServer.builder().port(0).host("127.0.0.1").broker("none").build();
    server.onConnection(connected::complete);
    server.start();
    client = new WireClient(server);
    client.connect("");
    Socket socket = connected.get(20, TimeUnit.SECONDS);
    socket.on("ack", (args, ack) -> ack.send(1));
    var answer = socket.emitWithAck("question").toCompletableFuture();
    client.send("3" + client.text().substring(1).replaceFirst("\\[.*", "") + "[1]");
    objects.put(SocketIoServer.class, server);
    objects.put(SocketIoServerBuilder.class, SocketIoServer.builder());
    objects.put(SidecastEmitterBuilder.class, SidecastEmitter.builder());
    objects.put(Namespace.class, server.of("/"));
    objects.put(ParentNamespace.class, server.of(Pattern.compile("/dynamic")));
    objects.put(BroadcastOperator.class, server.local());
    objects.put(Socket.class, socket);
    objects.put(SocketOperator.class, socket.asVolatile());
    objects.put(Handshake.class, socket.handshake());
    objects.put(Arguments.class, answer.get(20, TimeUnit.SECONDS));
    objects.put(
        RemoteSocket.class,
        server.fetchSockets().toCompletableFuture().get(20, TimeUnit.SECONDS).value().get(0));
  }

  @AfterAll
  void close() {
    client.close();
    server.close();
  }

  /** One parameter of one method, which is null. */
  private record Case(Object object, Method method, int index) {
    Parameter parameter() {
      return method.getParameters()[index];
    }

    @Override
    public String toString() {
      return object.getClass().getSimpleName() + "." + method.getName() + ", " + parameter();
    }
  }

  private Stream<Case> cases() {
    return objects.values().stream()
        .flatMap(
            object ->
                Arrays.stream(object.getClass().getMethods())
                    .filter(method -> method.getDeclaringClass() != Object.class)
                    .filter(
                        method -> !method.isBridge() && !Modifier.isStatic(method.getModifiers()))
                    .flatMap(
                        method ->
                            IntStream.range(0, method.getParameterCount())
                                .mapToObj(index -> new Case(object, method, index))))
        .filter(one -> !isNullable(one.parameter()));
  }

  /**
   * Parameters marked as nullable, and the values of an event: a null array is a single null value.
   */
  private static boolean isNullable(Parameter parameter) {
    return parameter.getType().isPrimitive()
        || parameter.getType() == Object[].class
        || parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theExceptionNamesTheParameter(Case one) throws Exception {
    Class<?>[] types = one.method().getParameterTypes();
    var given = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      given[i] = i == one.index() ? null : sample(types[i]);
    }
    Throwable thrown = null;
    try {
      one.method().invoke(one.object(), given);
    } catch (InvocationTargetException e) {
      thrown = e.getCause();
    }
    assertThat(thrown).isInstanceOfAny(NullPointerException.class, IllegalArgumentException.class);
    // javac stores the names of parameters only with an option
    assertThat(thrown.getMessage())
        .contains(one.parameter().isNamePresent() ? one.parameter().getName() : "must not be null");
  }

  private static Object sample(Class<?> type) {
    if (type == String.class) {
      return "event";
    } else if (type == String[].class) {
      return new String[] {"room"};
    } else if (type == Object[].class) {
      return new Object[] {1};
    } else if (type == Class.class) {
      return Integer.class;
    } else if (type == TypeRef.class) {
      return new TypeRef<List<Integer>>() {};
    } else if (type == Duration.class) {
      return Duration.ofSeconds(1);
    } else if (type == Pattern.class) {
      return Pattern.compile("x");
    } else if (type == int.class) {
      return 0;
    } else if (type == long.class) {
      return 1L;
    } else if (type == boolean.class) {
      return false;
    } else if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    return Proxy.newProxyInstance(
        type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> null);
  }
}
