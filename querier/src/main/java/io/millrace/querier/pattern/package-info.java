/**
 * Finds the patterns that many lines share, in the manner of Drain (He, Zhu, Zheng, Lyu 2017).
 *
 * <p>A line is cut into words and the blanks and marks between them. Lines of the same number of
 * parts and the same beginning are held against the clusters found so far; one that is similar
 * enough joins a cluster, and the words in which it differs become {@code <_>}. Clusters are of the
 * asked range alone: nothing is kept between requests, and the lines that one looks at are bounded.
 */
@NullMarked
package io.millrace.querier.pattern;

import org.jspecify.annotations.NullMarked;
