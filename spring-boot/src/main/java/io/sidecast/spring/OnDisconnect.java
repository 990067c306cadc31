package io.sidecast.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a bean that is called after a client has left, on a handler thread, where it
 * may block. The namespace is that of {@link SocketIoNamespace}.
 *
 * <p>A parameter may be a {@link io.sidecast.socket.Socket}, {@link io.sidecast.socket.Handshake},
 * {@link io.sidecast.socket.Namespace}, {@link java.security.Principal} or {@link
 * io.sidecast.connection.DisconnectReason}.
 *
 * @since 0.1.0
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnDisconnect {}
