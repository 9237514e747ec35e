/**
 * How the ruler reaches others over HTTP: one endpoint with its credentials and certificates, and a
 * bounded queue in front of it that sends in the background and tries again.
 */
@NullMarked
package io.millrace.querier.ruler.http;

import org.jspecify.annotations.NullMarked;
