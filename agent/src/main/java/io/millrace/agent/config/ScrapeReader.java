package io.millrace.agent.config;

import io.millrace.agent.discovery.FileTargets;
import io.millrace.agent.discovery.Job;
import io.millrace.agent.discovery.PodDirectory;
import io.millrace.agent.discovery.PodLabels;
import io.millrace.agent.discovery.StaticTargets;
import io.millrace.agent.discovery.TargetSource;
import io.millrace.agent.docker.DockerSource;
import io.millrace.agent.entry.AgentClock;
import io.millrace.agent.glob.Glob;
import io.millrace.agent.input.InputSource;
import io.millrace.agent.kubernetes.KubernetesTargets;
import io.millrace.agent.pipeline.PipelineSpec;
import io.millrace.agent.pipeline.StageParser;
import io.millrace.agent.relabel.Relabeling;
import io.millrace.agent.tail.TextEncoding;
import io.millrace.labels.Labels;
import io.millrace.service.config.ConfigMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads an element of {@code scrape_configs}. */
final class ScrapeReader {
  private static final Map<String, String> UNSUPPORTED = unsupported();
  private static final Path POD_DIRECTORY = Path.of("/var/log/pods");

  private static final String KINDS =
      "static_configs, file_sd_configs, kubernetes_sd_configs, docker_sd_configs,"
          + " pod_directory_configs, syslog, gelf, journal and loki_push_api";

  private final StageParser stages;
  private final int maxLineBytes;

  /**
   * A reader.
   *
   * @param maxLineBytes of a line that a source puts together
   */
  ScrapeReader(StageParser stages, int maxLineBytes) {
    this.stages = stages;
    this.maxLineBytes = maxLineBytes;
  }

  private static Map<String, String> unsupported() {
    Map<String, String> reasons = new HashMap<>();
    for (String cloud :
        List.of(
            "azure",
            "consul",
            "consulagent",
            "digitalocean",
            "dns",
            "dockerswarm",
            "ec2",
            "gce",
            "marathon",
            "nerve",
            "openstack",
            "serverset",
            "triton")) {
      reasons.put(cloud + "_sd_configs", "files are local; use static_configs");
    }
    String pushed = "the agent asks no service for logs; have them pushed to a job with ";
    for (String queue : List.of("kafka", "azure_event_hubs", "gcplog", "cloudflare")) {
      reasons.put(queue, pushed + "loki_push_api");
    }
    reasons.put("heroku_drain", "use a drain of syslog+tls:// and a job with syslog");
    reasons.put("windows_events", "Windows is not supported");
    return Map.copyOf(reasons);
  }

  /**
   * Reads it.
   *
   * @param definition a digest of the whole of it as it stands in the file
   */
  Job read(ConfigMap map, String definition) {
    Unsupported.check(map, UNSUPPORTED);
    String name = map.requiredString("job_name");
    TextEncoding encoding = encoding(map);
    checkDecompression(map.section("decompression"));
    PipelineSpec pipeline = stages.parse(map.node("pipeline_stages"));
    boolean hasRules = map.has("relabel_configs");
    List<List<Labels>> fixed = map.list("static_configs", each -> targets(each, hasRules));
    List<PodDirectory> pods = map.list("pod_directory_configs", ScrapeReader::pods);
    List<KubernetesTargets> clusters =
        map.list(
            "kubernetes_sd_configs",
            each ->
                new KubernetesTargets(
                    KubernetesReader.read(each, hasRules), POD_DIRECTORY, AgentClock.SYSTEM));
    List<FileTargets> inFiles = map.list("file_sd_configs", ScrapeReader::files);
    List<InputSource> inputs = inputs(map);
    List<DockerSource> engines =
        map.list("docker_sd_configs", each -> DockerReader.read(each, maxLineBytes));
    long kinds =
        inputs.size()
            + Stream.of(fixed, pods, inFiles, clusters, engines)
                .filter(kind -> !kind.isEmpty())
                .count();
    inputs.addAll(engines);
    if (!inputs.isEmpty() && map.has("encoding")) {
      map.problem("encoding", "only files have one; what comes over a socket is UTF-8");
    }
    if (kinds != 1) {
      map.problem("needs one of " + KINDS);
    }
    Relabeling relabeling = Relabeling.read(map, "relabel_configs");
    List<TargetSource> sources = new ArrayList<>(pods);
    sources.addAll(inFiles);
    sources.addAll(clusters);
    if (!fixed.isEmpty()) {
      sources.add(new StaticTargets(fixed.stream().flatMap(List::stream).toList()));
    }
    // Rules of Promtail's, and Promtail's label for the file; else labels of our own.
    if (pods.isEmpty() && (clusters.isEmpty() || hasRules)) {
      return new Job(name, sources, relabeling, pipeline, encoding, true, inputs, definition);
    }
    boolean isPlain = !map.has("pipeline_stages");
    return new Job(
        name,
        sources,
        hasRules ? relabeling : PodLabels::of,
        isPlain ? stages.containerFrames() : pipeline,
        encoding,
        false,
        List.of(),
        definition);
  }

  /** What is no file and no discovery. */
  private static List<InputSource> inputs(ConfigMap map) {
    List<InputSource> inputs = new ArrayList<>();
    add(inputs, map.optionalSection("syslog", SyslogReader::read));
    add(inputs, map.optionalSection("gelf", GelfReader::read));
    add(inputs, map.optionalSection("journal", JournalReader::read));
    add(inputs, map.optionalSection("loki_push_api", PushReader::read));
    return inputs;
  }

  private static void add(List<InputSource> inputs, @Nullable InputSource input) {
    if (input != null) {
      inputs.add(input);
    }
  }

  private static TextEncoding encoding(ConfigMap map) {
    String name = map.string("encoding", "");
    try {
      return name.isEmpty() ? TextEncoding.UTF_8 : TextEncoding.of(name);
    } catch (IllegalArgumentException e) {
      map.problem("encoding", String.valueOf(e.getMessage()));
      return TextEncoding.UTF_8;
    }
  }

  private static void checkDecompression(ConfigMap map) {
    boolean isOn = map.bool("enabled", false);
    map.duration("initial_delay", Duration.ZERO);
    String format = map.string("format", "");
    if (isOn && !format.equals("gz")) {
      map.problem("format", "not supported: only gz is");
    }
  }

  private static List<Labels> targets(ConfigMap map, boolean hasRules) {
    Labels labels = LabelReader.read(map, "labels");
    String path = labels.getOrEmpty("__path__");
    if (path.isEmpty() && !hasRules) {
      map.problem("labels", "needs __path__, a pattern for files such as /var/log/*.log");
    }
    checkGlob(map, "__path__", path);
    checkGlob(map, "__path_exclude__", labels.getOrEmpty("__path_exclude__"));
    // The files are this host's whatever it says, but rules may take labels from it.
    List<String> given = map.stringList("targets", List.of());
    return (given.isEmpty() ? List.of("localhost") : given)
        .stream().map(each -> labels.toBuilder().set("__address__", each).build()).toList();
  }

  private static FileTargets files(ConfigMap map) {
    // The files are looked at with every scan, which is more often.
    map.duration("refresh_interval", Duration.ofMinutes(5));
    List<Glob> patterns = new ArrayList<>();
    for (String each : map.stringList("files", List.of())) {
      Path path = Path.of(each).toAbsolutePath();
      boolean isWild = String.valueOf(path.getParent()).contains("*");
      if (isWild || !each.matches(".*\\.(json|yml|yaml)")) {
        map.problem(
            "files", "\"" + each + "\" must end in .json, .yml or .yaml, * only in its name");
      } else {
        patterns.add(Glob.of(path.toString()));
      }
    }
    if (!map.has("files")) {
      map.problem("files", "missing, expected a list of paths");
    }
    return new FileTargets(patterns);
  }

  private static void checkGlob(ConfigMap map, String label, String pattern) {
    try {
      if (!pattern.isEmpty()) {
        Glob.of(pattern);
      }
    } catch (IllegalArgumentException e) {
      map.section("labels").problem(label, String.valueOf(e.getMessage()));
    }
  }

  private static PodDirectory pods(ConfigMap map) {
    return new PodDirectory(Path.of(map.string("path", "/var/log/pods")).toAbsolutePath());
  }
}
