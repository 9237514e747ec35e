/** What the tests of several packages share: entries by seed, damage, dumps of entries. */
@NullMarked
package io.millrace.testing;

import org.jspecify.annotations.NullMarked;
