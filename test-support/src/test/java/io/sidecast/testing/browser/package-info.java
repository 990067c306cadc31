/** Tests of the browser for tests. */
package io.sidecast.testing.browser;
