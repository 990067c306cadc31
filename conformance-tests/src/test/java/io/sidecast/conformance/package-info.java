/** The runs of the kit over the brokers of this repository, and the kit's own test. */
@NullMarked
package io.sidecast.conformance;

import org.jspecify.annotations.NullMarked;
