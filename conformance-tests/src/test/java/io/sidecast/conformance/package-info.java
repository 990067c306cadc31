/** The runs of the kit over the brokers of this repository, and the kit's own tests. */
@NullMarked
package io.sidecast.conformance;

import org.jspecify.annotations.NullMarked;
