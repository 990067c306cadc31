/**
 * A program that speaks just enough Socket.IO to be measured: what a server on Netty could cost at
 * least.
 */
@NullMarked
package io.sidecast.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
