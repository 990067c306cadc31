/** Static files and the browser client. */
@NullMarked
package io.sidecast.transport.files;

import org.jspecify.annotations.NullMarked;
