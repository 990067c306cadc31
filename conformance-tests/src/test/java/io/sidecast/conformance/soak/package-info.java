/** The leak test: clients that come and go while nodes are killed. */
@NullMarked
package io.sidecast.conformance.soak;

import org.jspecify.annotations.NullMarked;
