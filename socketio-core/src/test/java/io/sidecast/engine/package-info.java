/** Tests of the engine's own parts; what needs a transport is tested there. */
@NullMarked
package io.sidecast.engine;

import org.jspecify.annotations.NullMarked;
