/** Tells Alertmanagers of alerts, by their API of version 2. */
@NullMarked
package io.millrace.querier.ruler.notify;

import org.jspecify.annotations.NullMarked;
