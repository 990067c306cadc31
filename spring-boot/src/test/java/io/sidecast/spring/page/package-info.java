/** The code of the page "Spring Boot" of the documentation. */
@NullMarked
package io.sidecast.spring.page;

import org.jspecify.annotations.NullMarked;
