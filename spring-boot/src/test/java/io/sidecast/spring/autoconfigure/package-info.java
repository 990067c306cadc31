/** Tests of the auto-configuration. */
package io.sidecast.spring.autoconfigure;
