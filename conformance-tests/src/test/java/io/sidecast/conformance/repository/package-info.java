/** Checks of this repository as a whole: its architecture, its glossary and its pages. */
@NullMarked
package io.sidecast.conformance.repository;

import org.jspecify.annotations.NullMarked;
