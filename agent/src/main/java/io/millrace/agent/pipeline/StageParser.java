package io.millrace.agent.pipeline;

import io.millrace.service.config.ConfigMap;
import io.millrace.service.config.ConfigNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code pipeline_stages}. */
public final class StageParser {
  private static final Set<String> FRAMES = Set.of("cri", "docker", "container");

  private final int maxLineBytes;
  private final StageReaders readers;
  private final @Nullable StageInspector inspector;

  /**
   * A parser.
   *
   * @param maxLineBytes of a line that a stage joins
   */
  public StageParser(int maxLineBytes) {
    this(maxLineBytes, null);
  }

  /**
   * A parser.
   *
   * @param inspector told of what each stage does, or null for nobody
   */
  public StageParser(int maxLineBytes, @Nullable StageInspector inspector) {
    this.inspector = inspector;
    this.maxLineBytes = maxLineBytes;
    this.readers = new StageReaders(maxLineBytes);
  }

  /** Stages that read the frames of either container run-time, and nothing else. */
  public PipelineSpec containerFrames() {
    return new PipelineSpec(List.of(container(false)), true);
  }

  /** The stages under {@code pipeline_stages}; problems are noted in the config. */
  public PipelineSpec parse(@Nullable ConfigNode node) {
    if (node == null) {
      return PipelineSpec.EMPTY;
    }
    List<StageFactory> stages = new ArrayList<>();
    List<ConfigNode> elements = node.elements();
    boolean isFramed = false;
    for (int i = 0; i < elements.size(); i++) {
      ConfigMap element = elements.get(i).map();
      if (element.keys().size() != 1) {
        elements.get(i).problem("a stage is a map with one key, the stage's name");
        continue;
      }
      String name = element.keys().iterator().next();
      StageFactory stage = stage(name, element, i + 1 < elements.size());
      if (stage != null) {
        isFramed |= stages.isEmpty() && FRAMES.contains(name);
        stages.add(inspector == null ? stage : inspector.watch(name, stage));
      }
    }
    return new PipelineSpec(stages, isFramed);
  }

  private @Nullable StageFactory stage(String name, ConfigMap element, boolean hasNext) {
    // The two stages whose options are a list of names.
    if (name.equals("labeldrop")) {
      return LabelStages.drop(element.stringList(name, List.of()));
    }
    if (name.equals("labelallow")) {
      return LabelStages.allow(Set.copyOf(element.stringList(name, List.of())));
    }
    ConfigNode node = element.node(name);
    ConfigMap options = node == null || node.isNull() ? element.section(name) : node.map();
    StageFactory stage =
        switch (name) {
          case "cri" -> cri(options, hasNext);
          case "docker" -> _ -> new DockerStage(maxLineBytes, hasNext);
          case "container" -> container(hasNext);
          case "json" -> readers.json(options);
          case "regex" -> readers.regex(options);
          case "logfmt" -> readers.logfmt(options);
          case "timestamp" -> readers.timestamp(options);
          case "output" -> readers.output(options);
          case "labels" -> LabelStages.labels(readers.labelSources(options));
          case "static_labels" -> LabelStages.fixed(readers.labelTexts(options));
          case "structured_metadata", "non_indexed_labels" ->
              LabelStages.metadata(readers.labelSources(options));
          case "tenant" -> readers.tenant(options);
          case "template" -> readers.template(options);
          case "replace" -> readers.replace(options);
          case "metrics" -> MetricsReader.read(options);
          case "eventlogmessage" -> readers.eventLog(options);
          case "drop" -> readers.drop(options);
          case "limit" -> readers.limit(options);
          case "sampling" -> readers.sampling(options);
          case "multiline" -> readers.multiline(options);
          case "pack" -> readers.pack(options);
          case "geoip" -> GeoIpStage.read(options);
          case "decolorize" -> readers.decolorize();
          case "match" -> readers.match(options, this::parse);
          default -> {
            element.problem(name, "unknown stage");
            yield null;
          }
        };
    if (stage != null) {
      options.finish();
    }
    return stage;
  }

  private StageFactory cri(ConfigMap options, boolean hasNext) {
    // Pieces are kept for each file and stream apart, so their number needs no limit.
    options.integer("max_partial_lines", 100, 1, Integer.MAX_VALUE);
    long size = options.byteSize("max_partial_line_size", 0);
    boolean isCut = options.bool("max_partial_line_size_truncate", false);
    if (isCut && size == 0) {
      options.problem(
          "max_partial_line_size_truncate", "needs max_partial_line_size, all would be cut off");
    }
    int limit = isCut && size > 0 ? (int) Math.min(size, maxLineBytes) : maxLineBytes;
    return _ -> new CriStage(new CriStage.Options(limit, hasNext));
  }

  private StageFactory container(boolean hasNext) {
    return _ ->
        new ContainerStage(
            new CriStage(new CriStage.Options(maxLineBytes, hasNext)),
            new DockerStage(maxLineBytes, hasNext));
  }
}
