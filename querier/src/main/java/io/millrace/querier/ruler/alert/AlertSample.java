package io.millrace.querier.ruler.alert;

import java.util.Map;

/** A sample of an alert's query with the labels and annotations that the rule gives the alert. */
public record AlertSample(
    Map<String, String> labels, Map<String, String> annotations, double value) {}
