/**
 * A headless Chromium for tests of pages. {@link io.sidecast.testing.browser.Browser} is the
 * program, {@link io.sidecast.testing.browser.Tab} is one of its pages.
 */
@NullMarked
package io.sidecast.testing.browser;

import org.jspecify.annotations.NullMarked;
