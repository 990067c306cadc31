/** JSON values over the trees of Jackson. */
@NullMarked
package io.sidecast.json.tree;

import org.jspecify.annotations.NullMarked;
