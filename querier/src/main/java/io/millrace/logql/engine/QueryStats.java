package io.millrace.logql.engine;

/**
 * What a query has cost.
 *
 * @param lineBytes bytes of the lines that were looked at
 * @param lines lines that were looked at
 * @param passedLines lines that passed the pipeline
 * @param storedBytes bytes read from storage
 * @param blocks blocks read
 * @param skippedBlocks blocks that could be left alone
 */
public record QueryStats(
    double seconds,
    long lineBytes,
    long lines,
    long passedLines,
    long storedBytes,
    long blocks,
    long skippedBlocks,
    long streams) {}
