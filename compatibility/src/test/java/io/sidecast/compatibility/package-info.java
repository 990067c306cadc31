/** Cases of the kit with the versions that a BOM forces on an application. */
package io.sidecast.compatibility;
