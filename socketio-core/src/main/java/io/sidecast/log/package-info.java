/**
 * Log lines of a limited rate, which clients and other nodes cannot exceed, and texts of other
 * libraries' exceptions of a limited length. Imports no other package.
 */
@NullMarked
package io.sidecast.log;

import org.jspecify.annotations.NullMarked;
