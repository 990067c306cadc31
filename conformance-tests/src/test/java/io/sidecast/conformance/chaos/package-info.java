/** The fault test: checked traffic between nodes while brokers, links and nodes fail at random. */
@NullMarked
package io.sidecast.conformance.chaos;

import org.jspecify.annotations.NullMarked;
