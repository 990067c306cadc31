/**
 * Tests of applications: servers, clusters and clients as parameters and fields of JUnit tests. The
 * entry is {@link io.sidecast.junit.SidecastExtension}.
 */
@NullMarked
package io.sidecast.junit;

import org.jspecify.annotations.NullMarked;
