/** JSON values of unknown shape, without the types of a JSON library. */
@NullMarked
package io.sidecast.json;

import org.jspecify.annotations.NullMarked;
