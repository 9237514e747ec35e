package io.millrace.agent.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.agent.entry.EntryConsumer;
import io.millrace.agent.entry.LogEntry;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code json}: puts values of a JSON object into the extracted values.
 *
 * @param source name of the extracted value to read, or null for the line
 * @param dropsMalformed whether a line that is no object is dropped
 */
record JsonStage(
    Map<String, JsonPath> expressions,
    @Nullable String source,
    boolean dropsMalformed,
    StageContext context)
    implements Stage {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Override
  public void process(LogEntry entry, EntryConsumer next) {
    String text = Values.input(entry, source);
    if (text != null) {
      JsonNode root = object(text);
      if (root != null) {
        Map<String, @Nullable Object> values = entry.extracted();
        expressions.forEach((name, path) -> values.put(name, value(path.find(root))));
      } else if (dropsMalformed) {
        context.drops().dropped("malformed_json");
        return;
      }
    }
    next.accept(entry);
  }

  private static @Nullable JsonNode object(String text) {
    try {
      JsonNode root = JSON.readTree(text);
      return root != null && root.isObject() ? root : null;
    } catch (JsonProcessingException ignored) {
      // Lines that are no JSON are common in a stream that has some.
      return null;
    }
  }

  private static @Nullable Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> node.textValue();
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> node.isIntegralNumber() ? node.bigIntegerValue() : (Object) node.doubleValue();
      case OBJECT, ARRAY -> node.toString();
      case NULL, MISSING, BINARY, POJO -> null;
    };
  }
}
