/**
 * The byte formats of both transports: WebSocket frames and the payloads of polling. Uses no
 * channel.
 */
@NullMarked
package io.sidecast.transport.encoding;

import org.jspecify.annotations.NullMarked;
