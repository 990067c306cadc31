package io.sidecast.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The settings of a parameter of the type {@link TestClient}. {@link TestClients} has more of them.
 *
 * @since 0.1.0
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Connect {

  /** The value of {@link #server} for the servers in turn. */
  int IN_TURN = -1;

  /**
   * Returns the index of the server, from 0.
   *
   * @return the index; by default the clients of a test connect to the servers in turn
   */
  int server() default IN_TURN;

  /**
   * Returns the namespace.
   *
   * @return the name of the namespace
   */
  String namespace() default "/";

  /**
   * Returns the transports in the order in which the client tries them.
   *
   * @return {@code polling}, {@code websocket} or both; none for those of the extension
   */
  String[] transports() default {};

  /**
   * Returns the {@code auth} of the client.
   *
   * @return entries of the form {@code key=value}
   */
  String[] auth() default {};
}
