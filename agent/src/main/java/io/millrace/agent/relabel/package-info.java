/**
 * {@code relabel_configs}: rules that change the labels of a target, or drop it, with Prometheus's
 * meaning to the letter. Rules run in order, each on what the one before has left.
 */
@NullMarked
package io.millrace.agent.relabel;

import org.jspecify.annotations.NullMarked;
