/**
 * The server process: ingester and querier behind one HTTP port, put together from one Loki config
 * file.
 */
@NullMarked
package io.millrace.server;

import org.jspecify.annotations.NullMarked;
