/** The LogQL of delete requests. */
@NullMarked
package io.millrace.querier.delete;

import org.jspecify.annotations.NullMarked;
