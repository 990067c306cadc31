/** Tests of the extension, and the examples of docs/testing.md. */
package io.sidecast.junit;
