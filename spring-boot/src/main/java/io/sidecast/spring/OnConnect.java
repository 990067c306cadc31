package io.sidecast.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a bean that handles new clients. It is called on a handler thread, where it may
 * block, before any event of the client is handled. The namespace is that of {@link
 * SocketIoNamespace}.
 *
 * <p>A parameter may be a {@link io.sidecast.socket.Socket}, {@link io.sidecast.socket.Handshake},
 * {@link io.sidecast.socket.Namespace} or {@link java.security.Principal}. One parameter of another
 * type receives the {@code auth} of the client, converted by Jackson; its fields are null if the
 * client sent none. An exception disconnects the client, which has received CONNECT already: a
 * {@link HandshakeAuthenticator} refuses it before that.
 *
 * @since 0.1.0
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnConnect {}
