package io.sidecast.spring.handler;

import io.sidecast.connection.DisconnectReason;
import io.sidecast.socket.Ack;
import io.sidecast.socket.Arguments;
import io.sidecast.socket.Handshake;
import io.sidecast.socket.Namespace;
import io.sidecast.socket.Socket;
import io.sidecast.socket.TypeRef;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.util.ClassUtils;

/** Creates the readers of the parameters of one method. Confined to one thread. */
final class ParameterReaders {

  private final Method method;
  private final Class<?> owner;
  private final HandlerKind kind;

  /** The number of parameters so far that receive what the client sent. */
  private int payloads;

  private ParameterReaders(Method method, Class<?> owner, HandlerKind kind) {
    this.method = method;
    this.owner = owner;
    this.kind = kind;
  }

  /**
   * Returns the readers of all parameters.
   *
   * @throws IllegalStateException if a handler of this kind cannot have such a parameter
   */
  static List<ParameterReader> of(Method method, Class<?> owner, HandlerKind kind) {
    var readers = new ParameterReaders(method, owner, kind);
    var all = new ArrayList<ParameterReader>();
    for (int i = 0; i < method.getParameterCount(); i++) {
      all.add(readers.reader(new MethodParameter(method, i)));
    }
    return List.copyOf(all);
  }

  private ParameterReader reader(MethodParameter parameter) {
    Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
    if (Principal.class.isAssignableFrom(type)) {
      return optional(
          parameter, call -> principal(call, type), "the client has no " + type.getName());
    }
    ParameterReader fixed = fixed(type);
    if (fixed != null) {
      return fixed;
    }
    return switch (kind) {
      case EVENT -> argument(parameter, payloads++);
      case CONNECT -> {
        check(payloads++ == 0, "has more than one parameter for the auth of the client");
        yield auth(parameter);
      }
      default -> throw invalid("cannot have a parameter of " + type.getName());
    };
  }

  /** Returns the reader of a type with one meaning, or null if there is none. */
  private @Nullable ParameterReader fixed(Class<?> type) {
    if (type == Socket.class) {
      return Call::socket;
    }
    if (type == Handshake.class) {
      return call -> call.socket().handshake();
    }
    if (type == Namespace.class) {
      return call -> call.socket().namespace();
    }
    if (kind == HandlerKind.EVENT && type == Arguments.class) {
      return Call::arguments;
    }
    if (kind == HandlerKind.EVENT && type == Ack.class) {
      return Call::ack;
    }
    if (kind == HandlerKind.DISCONNECT && type == DisconnectReason.class) {
      return Call::reason;
    }
    return kind == HandlerKind.ERROR && Throwable.class.isAssignableFrom(type) ? Call::error : null;
  }

  private ParameterReader argument(MethodParameter parameter, int index) {
    TypeRef<?> type = typeOf(parameter);
    return optional(
        parameter,
        call -> {
          Arguments arguments = call.arguments();
          return arguments == null ? null : arguments.get(index, type);
        },
        "argument " + index + " is missing or null");
  }

  private ParameterReader auth(MethodParameter parameter) {
    TypeRef<?> type = typeOf(parameter);
    return optional(
        parameter, call -> call.socket().handshake().auth(type), "the client sent no auth");
  }

  private static @Nullable Object principal(Call call, Class<?> type) {
    return call.socket().principal().filter(type::isInstance).orElse(null);
  }

  /** Returns a reader that accepts a missing value if the parameter does. */
  private static ParameterReader optional(
      MethodParameter parameter, Function<Call, @Nullable Object> value, String missing) {
    if (parameter.getParameterType() == Optional.class) {
      return call -> Optional.ofNullable(value.apply(call));
    }
    if (parameter.isOptional()) {
      return value::apply;
    }
    return call -> {
      Object found = value.apply(call);
      if (found == null) {
        throw new IllegalArgumentException(missing);
      }
      return found;
    };
  }

  private TypeRef<?> typeOf(MethodParameter parameter) {
    Type type = GenericTypeResolver.resolveType(parameter.getGenericParameterType(), owner);
    if (parameter.getParameterType() == Optional.class) {
      type = type instanceof ParameterizedType of ? of.getActualTypeArguments()[0] : Object.class;
    }
    return TypeRef.of(
        type instanceof Class<?> plain ? ClassUtils.resolvePrimitiveIfNecessary(plain) : type);
  }

  private void check(boolean valid, String problem) {
    if (!valid) {
      throw invalid(problem);
    }
  }

  private IllegalStateException invalid(String problem) {
    return new IllegalStateException(
        "the " + kind.annotation() + " method " + method.toGenericString() + " " + problem);
  }
}
