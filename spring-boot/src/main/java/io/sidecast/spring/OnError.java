package io.sidecast.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that handles exceptions of the methods with {@link OnConnect}, {@link OnEvent} and
 * {@link OnDisconnect}: those of its own bean, or those of all beans if the bean is a {@link
 * SocketIoAdvice}. Arguments that cannot be converted or are not valid are exceptions too. The
 * nearest type of exception counts, and the own bean comes first. Without such a method the
 * exception goes to the {@link io.sidecast.socket.ErrorHandler} of the server.
 *
 * <p>One parameter is the exception. The others are as in {@link OnEvent}, without arguments of the
 * event. The return value acknowledges the event that failed, as in {@link OnEvent}.
 *
 * @since 0.1.0
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnError {}
