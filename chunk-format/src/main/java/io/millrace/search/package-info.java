/**
 * Search for literals in whole blocks of lines, before lines are told apart.
 *
 * <p>Works on bytes. Case, where it is ignored, is that of A to Z.
 */
@NullMarked
package io.millrace.search;

import org.jspecify.annotations.NullMarked;
