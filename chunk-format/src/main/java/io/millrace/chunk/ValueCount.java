package io.millrace.chunk;

/**
 * How many entries of a block have one value of a metadata name.
 *
 * @param lineBytes sum of the lengths of their lines
 */
public record ValueCount(String value, int entries, long lineBytes) {}
