/**
 * The paths that every process serves besides its own: {@code /ready}, {@code /metrics}, {@code
 * /config}, {@code /services}, {@code /log_level} and the build's version, with Loki's answers.
 */
@NullMarked
package io.millrace.service.admin;

import org.jspecify.annotations.NullMarked;
