package io.millrace.querier.detected;

import java.util.List;
import java.util.Set;

/**
 * A field that lines hold.
 *
 * @param type of its value in the line looked at last
 * @param values the distinct values, in the order of their appearance
 * @param parsers that found it in a line, by name; none for structured metadata
 * @param jsonPath keys that lead to it in JSON; empty when it was not found there
 */
public record DetectedField(
    String name, FieldType type, Set<String> values, List<String> parsers, List<String> jsonPath) {}
