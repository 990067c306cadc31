/**
 * The messages between nodes, their encoding in CBOR, and the channels that carry them. Imports no
 * other package of the cluster but its values.
 */
@NullMarked
package io.sidecast.cluster.message;

import org.jspecify.annotations.NullMarked;
