/** Tests of servers of one cluster in this JVM: operations, routing, outages, start and close. */
@NullMarked
package io.sidecast.conformance.server;

import org.jspecify.annotations.NullMarked;
