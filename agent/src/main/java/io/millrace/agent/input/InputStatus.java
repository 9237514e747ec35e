package io.millrace.agent.input;

import org.jspecify.annotations.Nullable;

/**
 * A source as it is now.
 *
 * @param place what it reads from
 * @param problem what keeps it from reading; null for nothing
 */
public record InputStatus(String job, String kind, String place, @Nullable String problem) {}
