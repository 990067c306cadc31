/**
 * The Socket.IO Admin UI for Sidecast.
 *
 * <p>The entry point is {@link io.sidecast.admin.AdminUi#builder()}.
 */
@NullMarked
package io.sidecast.admin;

import org.jspecify.annotations.NullMarked;
