/** Real brokers that can run on this machine, each with a folder and ports of its own. */
@NullMarked
package io.sidecast.examples.brokers;

import org.jspecify.annotations.NullMarked;
