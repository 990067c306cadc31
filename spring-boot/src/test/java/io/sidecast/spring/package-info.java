/** Tests of Sidecast in applications of Spring Boot, with the official Java client. */
package io.sidecast.spring;
