package io.millrace.agent.entry;

/**
 * How many lines of all jobs together go on to the clients.
 *
 * @param perSecond above 0
 * @param burst as many at once, above 0
 * @param drops whether the others are dropped, or else wait
 */
public record ReadRate(double perSecond, int burst, boolean drops) {}
