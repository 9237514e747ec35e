/** How long entries are kept, by tenant and by stream, with Loki's rules. */
@NullMarked
package io.millrace.store.retention;

import org.jspecify.annotations.NullMarked;
