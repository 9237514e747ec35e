/**
 * Looks at files of any format known here, ours or Loki's: tells them apart, opens them, and says
 * of each part whether it is intact.
 */
@NullMarked
package io.millrace.inspect;

import org.jspecify.annotations.NullMarked;
