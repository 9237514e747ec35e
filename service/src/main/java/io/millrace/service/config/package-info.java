/**
 * YAML configuration into records, with strict keys and errors that point at the place.
 *
 * <p>{@link io.millrace.service.config.ConfigFile} expands the environment, parses and hands a
 * {@link io.millrace.service.config.ConfigMap} to a hand-written factory, {@code from(ConfigMap)},
 * of the record to fill. The factory asks for each key that it knows, with its default; what it did
 * not ask for is unknown. A problem does not end the reading: all problems of a file are reported
 * together in one {@link io.millrace.service.config.ConfigException}, each with file, line, column
 * and key path.
 *
 * <p>Keys of Loki that mean nothing here ({@link io.millrace.service.config.KnownKeys}) are no
 * problem; they are listed for one warning. What was read, defaults included, can be printed as
 * YAML with secrets masked.
 *
 * <p>Reading a file belongs to one thread; the results are immutable.
 */
@NullMarked
package io.millrace.service.config;

import org.jspecify.annotations.NullMarked;
