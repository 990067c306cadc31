/** Tests of the engine without a transport; tests that need one are in the transport package. */
@NullMarked
package io.sidecast.engine;

import org.jspecify.annotations.NullMarked;
