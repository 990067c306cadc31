/**
 * The listener that lists the failed cases of a run of this build. No released artifact needs it.
 */
@NullMarked
package io.sidecast.testing;

import org.jspecify.annotations.NullMarked;
