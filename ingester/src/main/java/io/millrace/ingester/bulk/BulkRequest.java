package io.millrace.ingester.bulk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.ingester.push.PushRefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the lines of a {@code _bulk} body. */
final class BulkRequest {
  static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(64)
                      .maxStringLength(Integer.MAX_VALUE)
                      .build())
              .build());

  private final byte[] body;
  private final String defaultIndex;
  private int at;
  private int lineNumber;
  private int start;
  private int end;

  private BulkRequest(byte[] body, String defaultIndex) {
    this.body = body;
    this.defaultIndex = defaultIndex;
  }

  /**
   * The actions of a body.
   *
   * @param defaultIndex of actions that name none
   * @throws PushRefusedException when a line that has to be an action is none
   */
  static List<BulkItem> read(byte[] body, String defaultIndex) throws PushRefusedException {
    BulkRequest request = new BulkRequest(body, defaultIndex);
    List<BulkItem> items = new ArrayList<>();
    while (request.nextLine()) {
      if (!request.isBlank()) {
        items.add(request.item());
      }
    }
    if (items.isEmpty()) {
      throw new PushRefusedException(400, "Validation Failed: 1: no requests added;");
    }
    return items;
  }

  private boolean nextLine() {
    if (at >= body.length) {
      return false;
    }
    start = at;
    end = at;
    while (end < body.length && body[end] != '\n') {
      end++;
    }
    at = end + 1;
    lineNumber++;
    return true;
  }

  private boolean isBlank() {
    for (int i = start; i < end; i++) {
      if (body[i] != ' ' && body[i] != '\r' && body[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private BulkItem item() throws PushRefusedException {
    Map.Entry<String, JsonNode> action = action();
    String name = action.getKey();
    String index = action.getValue().path("_index").asText(defaultIndex);
    return switch (name) {
      case "index", "create" -> document(name, index);
      case "update" -> {
        nextLine();
        yield refused(name, index, "logs are not updated");
      }
      case "delete" -> refused(name, index, "logs are not deleted by _bulk");
      default -> throw malformed("unknown action \"" + name + '"');
    };
  }

  private static BulkItem refused(String action, String index, String reason) {
    return new BulkItem.Refused(action, index, "illegal_argument_exception", reason);
  }

  private Map.Entry<String, JsonNode> action() throws PushRefusedException {
    try {
      JsonNode line = JSON.readTree(body, start, end - start);
      if (line instanceof ObjectNode object && object.size() == 1) {
        return object.properties().iterator().next();
      }
    } catch (IOException e) {
      throw malformed(reason(e));
    }
    throw malformed("expected an object with one action");
  }

  private PushRefusedException malformed(String reason) {
    return new PushRefusedException(
        400, "Malformed action/metadata line [" + lineNumber + "], " + reason);
  }

  private BulkItem document(String action, String index) {
    if (!nextLine()) {
      return new BulkItem.Refused(
          action, index, "illegal_argument_exception", "the document of the action is missing");
    }
    try {
      if (JSON.readTree(body, start, end - start) instanceof ObjectNode document) {
        return new BulkItem.Document(action, index, document);
      }
      return unreadable(action, index, "it is no object");
    } catch (IOException e) {
      return unreadable(action, index, reason(e));
    }
  }

  private static BulkItem unreadable(String action, String index, String reason) {
    return new BulkItem.Refused(
        action, index, "mapper_parsing_exception", "failed to parse the document: " + reason);
  }

  private static String reason(IOException failure) {
    return failure instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(failure.getMessage());
  }
}
