/**
 * Pipeline stages, with Promtail's names and meaning.
 *
 * <p>A pipeline is made for each file, so that what a stage remembers (the pieces of a split line)
 * belongs to one file and one thread. Entries leave in the order in which they came.
 */
@NullMarked
package io.millrace.agent.pipeline;

import org.jspecify.annotations.NullMarked;
