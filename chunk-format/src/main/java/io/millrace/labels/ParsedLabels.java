package io.millrace.labels;

import org.jspecify.annotations.Nullable;

/**
 * What the text of a label set says.
 *
 * @param labels without empty values; of a repeated name the last value
 * @param duplicateName a name that stands in the text more than once, else null
 */
public record ParsedLabels(Labels labels, @Nullable String duplicateName) {}
