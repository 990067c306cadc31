/** Tests of a node that receives much more than it can handle, and of very many clients. */
@NullMarked
package io.sidecast.conformance.overload;

import org.jspecify.annotations.NullMarked;
