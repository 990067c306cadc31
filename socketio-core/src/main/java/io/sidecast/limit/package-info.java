/**
 * The bounds on what clients may hold on a server and send to it. Every other package may import
 * this one; it imports none.
 */
@NullMarked
package io.sidecast.limit;

import org.jspecify.annotations.NullMarked;
