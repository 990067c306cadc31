/** Tests of the metrics. */
package io.sidecast.micrometer;
