/** Runs of the suites over Redis, Sentinel and Cluster, and tests of their failures and logins. */
@NullMarked
package io.sidecast.conformance.redis;

import org.jspecify.annotations.NullMarked;
