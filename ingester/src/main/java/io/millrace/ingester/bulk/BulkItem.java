package io.millrace.ingester.bulk;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One action of a request. */
sealed interface BulkItem {
  /** {@code index}, {@code create}, {@code update} or {@code delete}. */
  String action();

  String index();

  /** A document to store. */
  record Document(String action, String index, ObjectNode source) implements BulkItem {}

  /** An action that can't be done. */
  record Refused(String action, String index, String type, String reason) implements BulkItem {}
}
