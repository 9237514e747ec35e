package io.millrace.agent.tail;

import io.millrace.labels.Labels;

/**
 * A tail as {@code /targets} shows it.
 *
 * @param detail why it is not read; empty when it is
 * @param size bytes of the file
 * @param readOffset bytes read of it
 * @param committedOffset bytes acknowledged of it
 * @param lagBytes not acknowledged yet, of all contents that are open
 */
public record TailStatus(
    String job,
    String path,
    Labels labels,
    TailState state,
    String detail,
    long size,
    long readOffset,
    long committedOffset,
    long lagBytes,
    int openFiles) {}
