/** Which object store a config file names, and how it is opened. */
@NullMarked
package io.millrace.store.location;

import org.jspecify.annotations.NullMarked;
