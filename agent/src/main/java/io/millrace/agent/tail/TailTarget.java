package io.millrace.agent.tail;

import io.millrace.agent.pipeline.PipelineSpec;
import io.millrace.labels.Labels;
import java.nio.file.Path;

/**
 * A path to be read.
 *
 * @param labels of its entries, {@code filename} included when it is wanted
 * @param encoding of files that are opened from now on
 */
public record TailTarget(
    String job, Path path, Labels labels, TextEncoding encoding, PipelineSpec pipeline) {}
