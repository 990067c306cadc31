/** Lines of the log that clients and other nodes cannot multiply. Imports no other package. */
@NullMarked
package io.sidecast.log;

import org.jspecify.annotations.NullMarked;
