/** Promtail's configuration file as records. */
@NullMarked
package io.millrace.agent.config;

import org.jspecify.annotations.NullMarked;
