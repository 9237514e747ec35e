package io.millrace.ingester.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.service.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes answers as Elasticsearch does, for clients that read them. */
final class BulkAnswer {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private BulkAnswer() {}

  /** What became of an action; without an error it is stored. */
  record Result(BulkItem item, int status, @Nullable String type, @Nullable String reason) {
    static Result stored(BulkItem item) {
      return new Result(item, 201, null, null);
    }

    static Result failed(BulkItem item, int status, String type, String reason) {
      return new Result(item, status, type, reason);
    }
  }

  /**
   * The answer of {@code _bulk}. {@code errors} stands right before {@code items}: Fluent Bit looks
   * for the text {@code "errors":false,"items":[}.
   */
  static HttpResponse of(List<Result> results, long tookMillis) {
    boolean failed = results.stream().anyMatch(result -> result.type() != null);
    StringBuilder json = new StringBuilder(100 + 120 * results.size());
    json.append("{\"took\":").append(tookMillis);
    json.append(",\"errors\":").append(failed).append(",\"items\":[");
    for (int i = 0; i < results.size(); i++) {
      json.append(i == 0 ? "" : ",").append(text(item(results.get(i))));
    }
    return json(200, json.append("]}").toString());
  }

  private static ObjectNode item(Result result) {
    ObjectNode fields = NODES.objectNode();
    fields.put("_index", result.item().index());
    if (result.type() == null) {
      // Lines have no ids; some clients want to read one.
      fields.put("_id", "");
      fields.put("_version", 1);
      fields.put("result", "created");
    }
    fields.put("status", result.status());
    if (result.type() != null) {
      fields.putObject("error").put("type", result.type()).put("reason", result.reason());
    }
    ObjectNode item = NODES.objectNode();
    item.set(result.item().action(), fields);
    return item;
  }

  /** The answer to a request of which nothing was stored. */
  static HttpResponse error(int status, String type, String reason) {
    ObjectNode answer = NODES.objectNode();
    ObjectNode error = answer.putObject("error");
    error.putArray("root_cause").addObject().put("type", type).put("reason", reason);
    error.put("type", type).put("reason", reason);
    answer.put("status", status);
    return json(status, text(answer));
  }

  /** JSON with the field that Elasticsearch's own clients insist on. */
  static HttpResponse json(int status, String json) {
    return HttpResponse.json(status, json.getBytes(StandardCharsets.UTF_8))
        .withHeader("X-Elastic-Product", "Elasticsearch");
  }

  private static String text(JsonNode node) {
    try {
      return BulkRequest.JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }
}
