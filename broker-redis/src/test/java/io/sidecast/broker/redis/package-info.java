/** Tests of the Redis broker that need no server. */
@NullMarked
package io.sidecast.broker.redis;

import org.jspecify.annotations.NullMarked;
