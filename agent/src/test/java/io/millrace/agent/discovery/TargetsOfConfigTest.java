package io.millrace.agent.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.agent.config.AgentSettings;
import io.millrace.agent.tail.TailTarget;
import io.millrace.labels.Labels;
import io.millrace.service.config.ConfigException;
import io.millrace.service.config.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files and labels come of {@code static_configs} and {@code file_sd_configs}. */
class TargetsOfConfigTest {
  @TempDir private Path directory;

  private final List<Job.Target> read = new ArrayList<>();
  private final List<Job.Dropped> dropped = new ArrayList<>();

  @BeforeEach
  void write() throws Exception {
    for (String each : List.of("a.log", "b.log", "b.gz")) {
      Files.writeString(directory.resolve(each), "x\n");
    }
  }

  private Job job(String sources) throws ConfigException {
    String yaml =
        """
        clients: [{url: http://x/}]
        scrape_configs:
        - job_name: test
        """
            + sources.replace("DIR", directory.toString()).indent(2);
    return ConfigFile.parse("test.yaml", yaml, ConfigFile.Options.STRICT, AgentSettings::from)
        .config()
        .jobs()
        .getFirst();
  }

  private List<TailTarget> find(Job job) {
    read.clear();
    dropped.clear();
    return job.find("here", _ -> {}, read::add, dropped::add);
  }

  private List<String> files(String sources) throws ConfigException {
    return find(job(sources)).stream()
        .map(each -> directory.relativize(each.path()) + " " + each.labels().getOrEmpty("l"))
        .toList();
  }

  @Test
  void takesWhatAPatternMatchesButForWhatIsExcluded() throws Exception {
    assertThat(
            files(
                """
                static_configs:
                - labels: {l: one, __path__: 'DIR/*', __path_exclude__: 'DIR/{a.*,*.gz}'}
                """))
        .containsExactly("b.log one");
  }

  @Test
  void leavesTheTargetsOfOtherHosts() throws Exception {
    assertThat(
            files(
                """
                static_configs:
                - labels: {l: one, __path__: DIR/a.log, __host__: here}
                - labels: {l: two, __path__: DIR/b.log, __host__: there}
                """))
        .containsExactly("a.log one");
    assertThat(dropped).extracting(Job.Dropped::reason).containsExactly("wrong_host");
  }

  @Test
  void tellsRulesTheAddressOfATarget() throws Exception {
    assertThat(
            files(
                """
                static_configs:
                - {targets: [web], labels: {__path__: DIR/a.log}}
                - {labels: {__path__: DIR/b.log}}
                relabel_configs:
                - {source_labels: [__address__], target_label: l}
                """))
        .containsExactly("a.log web", "b.log localhost");
  }

  @Test
  void takesThePathFromARule() throws Exception {
    assertThat(
            files(
                """
                static_configs:
                - {labels: {l: a}}
                relabel_configs:
                - {source_labels: [l], target_label: __path__, replacement: DIR/$1.log}
                """))
        .containsExactly("a.log a");
  }

  @Test
  void readsOnceWhatSeveralTargetsAreAfterRules() throws Exception {
    assertThat(
            files(
                """
                static_configs:
                - {targets: [x, y], labels: {l: a, __path__: DIR/a.log}}
                - {labels: {l: b, __path__: DIR/a.log}}
                """))
        .containsExactly("a.log a", "a.log b");
    assertThat(dropped).extracting(Job.Dropped::reason).containsExactly("exists");
    assertThat(read)
        .extracting(each -> each.labels().get("l"), Job.Target::files)
        .containsExactly(tuple("a", 1), tuple("b", 1));
  }

  @Test
  void namesTheJobWhenRulesLeaveNoLabel() throws Exception {
    Files.createDirectories(directory.resolve("pods/ns_pod_uid/c"));
    Files.writeString(directory.resolve("pods/ns_pod_uid/c/0.log"), "x\n");
    Job job =
        job(
            """
            pod_directory_configs: [{path: DIR/pods}]
            relabel_configs: [{target_label: __tmp, replacement: x}]
            """);
    assertThat(find(job))
        .singleElement()
        .satisfies(each -> assertThat(each.labels()).isEqualTo(Labels.of("job", "test")));
  }

  @Test
  void readsTargetsFromFiles() throws Exception {
    Path targets = directory.resolve("t.yaml");
    Files.writeString(
        directory.resolve("t.json"),
        "[{\"targets\": [\"h\"], \"labels\": {\"l\": \"j\", \"__path__\": \"%s/a.log\"}}]"
            .formatted(directory));
    Files.writeString(
        targets,
        """
        - {targets: [h], labels: {l: y, __path__: %s/b.log}}
        - {labels: {l: none, __path__: %1$s/b.gz}}
        """
            .formatted(directory));
    Job job = job("file_sd_configs: [{files: ['DIR/*.json', 'DIR/*.yaml']}]");
    assertThat(find(job)).extracting(t -> t.labels().get("l")).containsExactly("j", "y");
    assertThat(read)
        .extracting(each -> each.discovered().get("__meta_filepath"))
        .containsExactly(directory + "/t.json", targets.toString());
    // What cannot be read leaves what was there.
    Files.writeString(
        targets, "[{targets: [h], labels: {a-b: y, __path__: %s/a.log}}]".formatted(directory));
    assertThat(find(job)).extracting(t -> t.labels().get("l")).containsExactly("j", "y");
    Files.delete(targets);
    assertThat(find(job)).extracting(t -> t.labels().get("l")).containsExactly("j");
  }
}
