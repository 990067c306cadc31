/** The metrics of servers and emitters. */
@NullMarked
package io.sidecast.micrometer;

import org.jspecify.annotations.NullMarked;
