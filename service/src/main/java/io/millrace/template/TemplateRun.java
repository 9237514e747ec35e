package io.millrace.template;

import io.millrace.labels.Utf8Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One execution of a template: its statements; {@link Expressions} does what is in the actions. */
final class TemplateRun {
  private static final int MAX_CALL_DEPTH = 200;

  private final String name;
  private final Map<String, List<Node>> definitions;
  private final RunContext context;
  private final Scope scope;
  private final Expressions expressions;
  private final StringBuilder out = new StringBuilder();
  private int callDepth;

  /** How a list of nodes ended. */
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  TemplateRun(
      String name, Map<String, List<Node>> definitions, Dialect dialect, Template.Input input) {
    this.name = name;
    this.definitions = definitions;
    this.context = new RunContext(name, input);
    this.scope = new Scope(Expressions.Dot.ROOT);
    this.expressions = new Expressions(dialect, context, scope);
  }

  String run(List<Node> root) throws TemplateException {
    try {
      nodes(root, Expressions.Dot.ROOT);
      return out.toString();
    } catch (RunContext.TooMuch e) {
      throw new TemplateException("template: " + name + ": " + e.getMessage());
    }
  }

  private Flow nodes(List<Node> nodes, Object dot) throws TemplateException {
    for (Node node : nodes) {
      context.step();
      switch (node) {
        case Node.Text text -> write(text.text());
        case Node.Action action -> {
          Object value = expressions.pipeline(action.pipeline(), dot);
          if (action.pipeline().variables().isEmpty()) {
            write(GoPrint.text(expressions.resolve(value)));
          }
        }
        case Node.If branch -> {
          int mark = scope.mark();
          Object value = expressions.resolve(expressions.pipeline(branch.condition(), dot));
          Flow flow = nodes(Values.isTrue(value) ? branch.then() : branch.otherwise(), dot);
          scope.popTo(mark);
          if (flow != Flow.ON) {
            return flow;
          }
        }
        case Node.With branch -> {
          int mark = scope.mark();
          Object value = expressions.pipeline(branch.value(), dot);
          Flow flow =
              Values.isTrue(expressions.resolve(value))
                  ? nodes(branch.then(), value)
                  : nodes(branch.otherwise(), dot);
          scope.popTo(mark);
          if (flow != Flow.ON) {
            return flow;
          }
        }
        case Node.Range range -> range(range, dot);
        case Node.Break _ -> {
          return Flow.BREAK;
        }
        case Node.Continue _ -> {
          return Flow.CONTINUE;
        }
        case Node.Call call -> call(call, dot);
      }
    }
    return Flow.ON;
  }

  private void write(String text) {
    context.charge(text.length());
    out.append(text);
  }

  private void call(Node.Call call, Object dot) throws TemplateException {
    List<Node> body = definitions.get(call.name());
    if (body == null) {
      throw context.error(call.place(), "template \"" + call.name() + "\" not defined");
    }
    if (++callDepth > MAX_CALL_DEPTH) {
      throw context.error(call.place(), "exceeded maximum template depth (" + MAX_CALL_DEPTH + ")");
    }
    Object argument =
        call.argument() == null ? Nil.NIL : expressions.pipeline(call.argument(), dot);
    // A template sees no variable of its caller but its own $.
    Runnable leave = scope.enter(argument);
    nodes(body, argument);
    leave.run();
    callDepth--;
  }

  private void range(Node.Range range, Object dot) throws TemplateException {
    int mark = scope.mark();
    Object over = expressions.resolve(expressions.evaluate(range.over(), dot));
    List<Object> keys = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    switch (over) {
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          keys.add((long) i);
          values.add(list.get(i));
        }
      }
      case Map<?, ?> map ->
          map.keySet().stream()
              .map(String.class::cast)
              .sorted(Utf8Order.COMPARATOR)
              .forEach(
                  key -> {
                    keys.add(key);
                    Object value = map.get(key);
                    values.add(value == null ? Nil.NIL : value);
                  });
      case Long count -> {
        for (long i = 0; i < Math.min(count, RunContext.MAX_STEPS); i++) {
          keys.add(i);
          values.add(i);
        }
      }
      case Nil _ -> {}
      default ->
          throw context.error(
              range.over().placeOfErrors(), "range can't iterate over " + GoPrint.text(over));
    }
    if (keys.isEmpty()) {
      nodes(range.otherwise(), dot);
      return;
    }
    for (int i = 0; i < keys.size(); i++) {
      bind(range.over(), keys.get(i), values.get(i));
      Flow flow = nodes(range.body(), values.get(i));
      scope.popTo(mark);
      if (flow == Flow.BREAK) {
        break;
      }
    }
  }

  private void bind(Node.Pipeline over, Object key, Object value) throws TemplateException {
    List<String> names = over.variables();
    if (names.size() == 1) {
      expressions.assign(over, names.getFirst(), value);
    } else if (names.size() == 2) {
      expressions.assign(over, names.getFirst(), key);
      expressions.assign(over, names.getLast(), value);
    }
  }
}
