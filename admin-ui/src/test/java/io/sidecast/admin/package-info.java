/** Tests of the Admin UI with real clients. */
package io.sidecast.admin;
