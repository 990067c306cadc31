/** URLs as clients send them. Imports no other package. */
@NullMarked
package io.sidecast.url;

import org.jspecify.annotations.NullMarked;
