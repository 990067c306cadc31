/** Real brokers that can be run on this machine, each with a folder and ports of its own. */
@NullMarked
package io.sidecast.examples.brokers;

import org.jspecify.annotations.NullMarked;
