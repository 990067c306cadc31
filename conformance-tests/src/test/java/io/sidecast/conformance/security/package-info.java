/**
 * Tests that no text which people read contains a secret, and the parts that watch for secrets in
 * other tests.
 */
@NullMarked
package io.sidecast.conformance.security;

import org.jspecify.annotations.NullMarked;
