package io.millrace.logql.syntax;

/** A parsed query. */
public sealed interface Query permits LogQuery, MetricQuery, VariantsQuery {}
