package io.millrace.querier.ruler.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.querier.ruler.alert.Alert;
import io.millrace.querier.ruler.alert.AlertState;
import io.millrace.querier.ruler.rule.GroupKey;
import io.millrace.store.object.ObjectExistsException;
import io.millrace.store.object.ObjectStore;
import io.millrace.store.object.VersionedObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the states of groups as JSON: {@code
 * {"version":1,"lastEvaluation":ms,"alerts":{rule:[…]}}}. Safe for use by any number of threads.
 */
public final class GroupStates {
  private static final Logger LOG = LoggerFactory.getLogger(GroupStates.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROOT = "rules-state";
  private static final String SUFFIX = ".json";
  private static final int VERSION = 1;

  /** No object yet. */
  private static final String NEW = "";

  private final ObjectStore objects;

  public GroupStates(ObjectStore objects) {
    this.objects = objects;
  }

  /** A state and the version that a later {@link #write} has to name. */
  public record Versioned(Optional<GroupState> state, String version) {}

  /** The state of a group, if it has one that can be read. */
  public Versioned read(GroupKey key) throws IOException {
    String name = RuleNames.name(ROOT, key, SUFFIX);
    VersionedObject stored;
    try {
      stored = objects.readVersioned(name);
    } catch (FileNotFoundException _) {
      return new Versioned(Optional.empty(), NEW);
    }
    try {
      return new Versioned(Optional.of(decoded(stored.content())), stored.version());
    } catch (IOException | IllegalArgumentException e) {
      LOG.atError()
          .addKeyValue("object", name)
          .addKeyValue("reason", e.getMessage())
          .log("the state of a group of rules can't be read; its alerts begin anew");
      return new Versioned(Optional.empty(), stored.version());
    }
  }

  /**
   * Writes a state if nobody did since {@code version}. When this returns, it survives a power cut.
   *
   * @return the new version
   * @throws ObjectExistsException or
   * @throws io.millrace.store.object.ObjectChangedException when somebody else has written
   */
  public String write(GroupKey key, GroupState state, String version) throws IOException {
    String name = RuleNames.name(ROOT, key, SUFFIX);
    byte[] content = JSON.writeValueAsBytes(encoded(state));
    if (!version.equals(NEW)) {
      return objects.replace(name, content, version);
    }
    objects.put(name, content);
    return objects.readVersioned(name).version();
  }

  /** Forgets the state of a group that is gone. */
  public void delete(GroupKey key) throws IOException {
    objects.delete(RuleNames.name(ROOT, key, SUFFIX));
  }

  private static ObjectNode encoded(GroupState state) {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", VERSION).put("lastEvaluation", state.lastEvaluationMillis());
    ObjectNode rules = root.putObject("alerts");
    new TreeMap<>(state.alerts())
        .forEach(
            (rule, alerts) -> {
              ArrayNode list = rules.putArray(rule);
              alerts.forEach(alert -> encode(list.addObject(), alert));
            });
    return root;
  }

  private static void encode(ObjectNode node, Alert alert) {
    alert.labels().forEach(node.putObject("labels")::put);
    alert.annotations().forEach(node.putObject("annotations")::put);
    // As text, for infinities.
    node.put("value", Double.toString(alert.value()))
        .put("state", alert.state().name())
        .put("activeAt", alert.activeAt())
        .put("firedAt", alert.firedAt())
        .put("resolvedAt", alert.resolvedAt())
        .put("keepFiringSince", alert.keepFiringSince())
        .put("lastSentAt", alert.lastSentAt())
        .put("validUntil", alert.validUntil());
  }

  private static GroupState decoded(byte[] content) throws IOException {
    JsonNode root = JSON.readTree(content);
    int version = root.path("version").asInt();
    if (version != VERSION) {
      throw new IOException("version " + version + " is not known, only " + VERSION);
    }
    Map<String, List<Alert>> alerts = new HashMap<>();
    for (Map.Entry<String, JsonNode> rule : root.path("alerts").properties()) {
      List<Alert> list = new ArrayList<>();
      rule.getValue().forEach(node -> list.add(alert(node)));
      alerts.put(rule.getKey(), List.copyOf(list));
    }
    return new GroupState(root.path("lastEvaluation").asLong(), alerts);
  }

  private static Alert alert(JsonNode node) {
    return new Alert(
        texts(node.path("labels")),
        texts(node.path("annotations")),
        Double.parseDouble(node.path("value").asText()),
        AlertState.valueOf(node.path("state").asText()),
        node.path("activeAt").asLong(),
        node.path("firedAt").asLong(),
        node.path("resolvedAt").asLong(),
        node.path("keepFiringSince").asLong(),
        node.path("lastSentAt").asLong(),
        node.path("validUntil").asLong());
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new HashMap<>();
    node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }
}
