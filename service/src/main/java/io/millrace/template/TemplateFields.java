package io.millrace.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what a template reads. */
final class TemplateFields {
  private final Set<String> fields = new LinkedHashSet<>();
  private final Set<String> functions = new HashSet<>();
  private boolean dot;

  private TemplateFields() {}

  private static TemplateFields scan(List<Node> root, Map<String, List<Node>> definitions) {
    TemplateFields found = new TemplateFields();
    found.nodes(root);
    definitions.values().forEach(found::nodes);
    return found;
  }

  static List<String> of(List<Node> root, Map<String, List<Node>> definitions) {
    return new ArrayList<>(scan(root, definitions).fields);
  }

  static Set<String> names(List<Node> root, Map<String, List<Node>> definitions) {
    return scan(root, definitions).functions;
  }

  static boolean readsDot(List<Node> root, Map<String, List<Node>> definitions) {
    return scan(root, definitions).dot;
  }

  private void nodes(List<Node> nodes) {
    for (Node node : nodes) {
      switch (node) {
        case Node.Action action -> pipeline(action.pipeline());
        case Node.If branch -> branch(branch.condition(), branch.then(), branch.otherwise());
        case Node.With branch -> branch(branch.value(), branch.then(), branch.otherwise());
        case Node.Range branch -> branch(branch.over(), branch.body(), branch.otherwise());
        case Node.Call call -> pipeline(call.argument());
        case Node.Text _, Node.Break _, Node.Continue _ -> {}
      }
    }
  }

  private void branch(Node.Pipeline pipeline, List<Node> then, List<Node> otherwise) {
    pipeline(pipeline);
    nodes(then);
    nodes(otherwise);
  }

  private void pipeline(Node.@Nullable Pipeline pipeline) {
    if (pipeline != null) {
      for (Node.Command command : pipeline.commands()) {
        command.operands().forEach(this::operand);
      }
    }
  }

  private void operand(Node.Operand operand) {
    switch (operand) {
      case Node.Fields f -> fields.add(f.names().getFirst());
      case Node.Variable v -> {
        dot |= v.name().equals("$") && v.fields().isEmpty();
        if (!v.fields().isEmpty()) {
          fields.add(v.fields().getFirst());
        }
      }
      case Node.Function f -> functions.add(f.name());
      case Node.Chain c -> operand(c.of());
      case Node.Nested n -> pipeline(n.pipeline());
      case Node.Dot _ -> dot = true;
      case Node.Literal _, Node.NilLiteral _ -> {}
    }
  }
}
