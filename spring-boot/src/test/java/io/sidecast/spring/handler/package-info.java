/** Tests of annotated methods of beans. */
package io.sidecast.spring.handler;
