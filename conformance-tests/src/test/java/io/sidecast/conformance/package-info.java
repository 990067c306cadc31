/** Tests of the kit itself, its run over the reference broker, and the page of all results. */
@NullMarked
package io.sidecast.conformance;

import org.jspecify.annotations.NullMarked;
