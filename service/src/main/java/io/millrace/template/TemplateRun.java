package io.millrace.template;

import com.google.re2j.Pattern;
import io.millrace.labels.Utf8Order;
import io.millrace.template.Node.Operand;
import io.millrace.template.Node.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One execution of a template. */
final class TemplateRun {
  private static final int MAX_CALL_DEPTH = 200;
  private static final int MAX_STEPS = 1_000_000;
  private static final long MAX_OUTPUT = 16 << 20;

  private final String name;
  private final Map<String, List<Node>> definitions;
  private final Template.Input input;
  private final StringBuilder out = new StringBuilder();
  private final List<Variable> variables = new ArrayList<>();
  private final Map<String, Pattern> patterns = new HashMap<>();
  private @Nullable LabelMap labels;
  private int callDepth;
  private int steps;
  private long produced;

  /** A variable in scope. */
  private static final class Variable {
    private final String name;
    private Object value;

    private Variable(String name, Object value) {
      this.name = name;
      this.value = value;
    }
  }

  /** How a list of nodes ended. */
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  /** The output, or what a function makes, grew beyond all measure. */
  private static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1;

    private TooMuch(String message) {
      super(message, null, false, false);
    }
  }

  TemplateRun(String name, Map<String, List<Node>> definitions, Template.Input input) {
    this.name = name;
    this.definitions = definitions;
    this.input = input;
  }

  String run(List<Node> root) throws TemplateException {
    try {
      Object dot = Dot.ROOT;
      variables.add(new Variable("$", dot));
      nodes(root, dot);
      return out.toString();
    } catch (TooMuch e) {
      throw new TemplateException("template: " + name + ": " + e.getMessage());
    }
  }

  /** Stands for the labels until something needs all of them. */
  private enum Dot {
    ROOT
  }

  Template.Input input() {
    return input;
  }

  /** A compiled expression; compiled once per run. */
  Pattern pattern(String expression) {
    return patterns.computeIfAbsent(expression, Pattern::compile);
  }

  /** Notes characters that are about to be made, so that no template fills the memory. */
  void charge(long characters) {
    produced += characters;
    if (characters > MAX_OUTPUT || produced > MAX_OUTPUT) {
      throw new TooMuch("output exceeds " + MAX_OUTPUT + " characters");
    }
  }

  private TemplateException error(Place place, String problem) {
    return new TemplateException(
        "template: "
            + name
            + ":"
            + place.position()
            + ": executing \""
            + name
            + "\" at <"
            + place.text()
            + ">: "
            + problem);
  }

  private Object resolve(Object value) {
    if (value != Dot.ROOT) {
      return value;
    }
    LabelMap all = labels;
    if (all == null) {
      all = new LabelMap(input.labels());
      labels = all;
    }
    return all;
  }

  private Flow nodes(List<Node> nodes, Object dot) throws TemplateException {
    for (Node node : nodes) {
      if (++steps > MAX_STEPS) {
        throw new TooMuch("took more than " + MAX_STEPS + " steps");
      }
      switch (node) {
        case Node.Text text -> write(text.text());
        case Node.Action action -> {
          Object value = pipeline(action.pipeline(), dot);
          if (action.pipeline().variables().isEmpty()) {
            write(GoPrint.text(resolve(value)));
          }
        }
        case Node.If branch -> {
          int mark = variables.size();
          Object value = resolve(pipeline(branch.condition(), dot));
          Flow flow = nodes(Values.isTrue(value) ? branch.then() : branch.otherwise(), dot);
          popTo(mark);
          if (flow != Flow.ON) {
            return flow;
          }
        }
        case Node.With branch -> {
          int mark = variables.size();
          Object value = pipeline(branch.value(), dot);
          Flow flow =
              Values.isTrue(resolve(value))
                  ? nodes(branch.then(), value)
                  : nodes(branch.otherwise(), dot);
          popTo(mark);
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
    charge(text.length());
    out.append(text);
  }

  private void popTo(int mark) {
    variables.subList(mark, variables.size()).clear();
  }

  private void call(Node.Call call, Object dot) throws TemplateException {
    List<Node> body = definitions.get(call.name());
    if (body == null) {
      throw error(call.place(), "template \"" + call.name() + "\" not defined");
    }
    if (++callDepth > MAX_CALL_DEPTH) {
      throw error(call.place(), "exceeded maximum template depth (" + MAX_CALL_DEPTH + ")");
    }
    Object argument = call.argument() == null ? Nil.NIL : pipeline(call.argument(), dot);
    // A template sees no variable of its caller but its own $.
    List<Variable> outer = List.copyOf(variables);
    variables.clear();
    variables.add(new Variable("$", argument));
    nodes(body, argument);
    variables.clear();
    variables.addAll(outer);
    callDepth--;
  }

  private void range(Node.Range range, Object dot) throws TemplateException {
    int mark = variables.size();
    Object over = resolve(evaluate(range.over(), dot));
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
        for (long i = 0; i < Math.min(count, MAX_STEPS); i++) {
          keys.add(i);
          values.add(i);
        }
      }
      case Nil _ -> {}
      default ->
          throw error(range.over().place(), "range can't iterate over " + GoPrint.text(over));
    }
    if (keys.isEmpty()) {
      nodes(range.otherwise(), dot);
      return;
    }
    for (int i = 0; i < keys.size(); i++) {
      bind(range.over(), keys.get(i), values.get(i));
      Flow flow = nodes(range.body(), values.get(i));
      popTo(mark);
      if (flow == Flow.BREAK) {
        break;
      }
    }
  }

  private void bind(Node.Pipeline over, Object key, Object value) throws TemplateException {
    List<String> names = over.variables();
    if (names.size() == 1) {
      assign(over, names.getFirst(), value);
    } else if (names.size() == 2) {
      assign(over, names.getFirst(), key);
      assign(over, names.getLast(), value);
    }
  }

  private void assign(Node.Pipeline pipeline, String variable, Object value)
      throws TemplateException {
    if (pipeline.declares()) {
      variables.add(new Variable(variable, value));
      return;
    }
    find(variable, pipeline.place()).value = value;
  }

  private Variable find(String variable, Place place) throws TemplateException {
    for (int i = variables.size() - 1; i >= 0; i--) {
      if (variables.get(i).name.equals(variable)) {
        return variables.get(i);
      }
    }
    throw error(place, "undefined variable: " + variable);
  }

  private Object pipeline(Node.Pipeline pipeline, Object dot) throws TemplateException {
    Object value = evaluate(pipeline, dot);
    for (String variable : pipeline.variables()) {
      assign(pipeline, variable, value);
    }
    return value;
  }

  private Object evaluate(Node.Pipeline pipeline, Object dot) throws TemplateException {
    Object value = null;
    for (Node.Command command : pipeline.commands()) {
      value = command(command, dot, value);
    }
    if (value == null) {
      throw error(pipeline.place(), "missing value");
    }
    return value;
  }

  private Object command(Node.Command command, Object dot, @Nullable Object last)
      throws TemplateException {
    Operand first = command.operands().getFirst();
    List<Operand> arguments = command.operands().subList(1, command.operands().size());
    if (first instanceof Node.Function function) {
      return function(function, command, arguments, dot, last);
    }
    if (first instanceof Node.Chain chain && !(arguments.isEmpty() && last == null)) {
      return method(chain, arguments, dot, last);
    }
    if (first instanceof Node.NilLiteral nil) {
      throw error(nil.place(), "nil is not a command");
    }
    if (!arguments.isEmpty() || last != null) {
      throw error(first.place(), "can't give argument to non-function " + first.place().text());
    }
    return operand(first, dot);
  }

  /** Of the methods with arguments there is just the one to format a time. */
  private Object method(
      Node.Chain chain, List<Operand> arguments, Object dot, @Nullable Object last)
      throws TemplateException {
    Object target = operand(chain.of(), dot);
    List<Object> values = new ArrayList<>();
    for (Operand argument : arguments) {
      values.add(operand(argument, dot));
    }
    if (last != null) {
      values.add(last);
    }
    if (target instanceof GoTime time
        && chain.fields().equals(List.of("Format"))
        && values.size() == 1
        && values.getFirst() instanceof String layout) {
      return GoLayout.format(time, layout);
    }
    throw error(chain.place(), "can't give argument to non-function " + chain.place().text());
  }

  private Object operand(Operand operand, Object dot) throws TemplateException {
    return switch (operand) {
      case Node.Literal literal -> literal.value();
      case Node.Dot _ -> dot;
      case Node.NilLiteral _ -> Nil.NIL;
      case Node.Fields fields -> fields(dot, fields.names(), fields.place());
      case Node.Variable variable ->
          fields(
              find(variable.name(), variable.place()).value, variable.fields(), variable.place());
      case Node.Chain chain -> fields(operand(chain.of(), dot), chain.fields(), chain.place());
      case Node.Nested nested -> pipeline(nested.pipeline(), dot);
      case Node.Function function ->
          function(
              function,
              new Node.Command(List.of(function), function.place()),
              List.of(),
              dot,
              null);
    };
  }

  private Object fields(Object start, List<String> names, Place place) throws TemplateException {
    Object value = start;
    for (String field : names) {
      value = field(value, field, place);
    }
    return value;
  }

  private Object field(Object value, String field, Place place) throws TemplateException {
    if (value == Dot.ROOT) {
      return input.label(field);
    }
    return switch (value) {
      case LabelMap map -> map.getOrDefault(field, "");
      case Map<?, ?> map -> {
        Object found = map.get(field);
        yield found == null ? Nil.NIL : found;
      }
      case GoTime time -> {
        try {
          yield time.method(field);
        } catch (TemplateException e) {
          throw error(place, String.valueOf(e.getMessage()));
        }
      }
      case Nil _ -> throw error(place, "nil pointer evaluating interface {}." + field);
      default ->
          throw error(
              place, "can't evaluate field " + field + " in type " + Values.typeName(value));
    };
  }

  private Object function(
      Node.Function node,
      Node.Command command,
      List<Operand> arguments,
      Object dot,
      @Nullable Object last)
      throws TemplateException {
    if (++steps > MAX_STEPS) {
      throw new TooMuch("took more than " + MAX_STEPS + " steps");
    }
    if (node.name().equals("and") || node.name().equals("or")) {
      return logic(node, arguments, dot, last);
    }
    Function function = Functions.get(node.name());
    if (function == null) {
      throw error(node.place(), "\"" + node.name() + "\" is not a defined function");
    }
    int count = arguments.size() + (last == null ? 0 : 1);
    if (function.variadic() ? count < function.required() : count != function.required()) {
      throw error(
          node.place(),
          "wrong number of args for "
              + node.name()
              + ": want "
              + (function.variadic() ? "at least " : "")
              + function.required()
              + " got "
              + count);
    }
    Object[] values = new Object[count];
    for (int i = 0; i < arguments.size(); i++) {
      values[i] = argument(arguments.get(i), function.kind(i), dot);
    }
    if (last != null) {
      values[count - 1] = converted(resolve(last), function.kind(count - 1), command.place());
    }
    if (node.name().equals("call")) {
      throw error(
          command.place(),
          "error calling call: non-function "
              + arguments.getFirst().place().text()
              + " of type "
              + Values.typeName(values[0]));
    }
    try {
      return function.body().call(values, this);
    } catch (TemplateException e) {
      throw error(command.place(), "error calling " + node.name() + ": " + e.getMessage());
    }
  }

  /** The argument that decides; those behind it are not evaluated. */
  private Object logic(
      Node.Function node, List<Operand> arguments, Object dot, @Nullable Object last)
      throws TemplateException {
    boolean stopAt = node.name().equals("or");
    Object value = null;
    for (Operand argument : arguments) {
      value = resolve(operand(argument, dot));
      if (Values.isTrue(value) == stopAt) {
        return value;
      }
    }
    if (last != null) {
      return resolve(last);
    }
    if (value == null) {
      throw error(
          node.place(), "wrong number of args for " + node.name() + ": want at least 1 got 0");
    }
    return value;
  }

  private Object argument(Operand operand, char kind, Object dot) throws TemplateException {
    if (operand instanceof Node.Literal literal) {
      boolean fits =
          switch (kind) {
            case 's' -> literal.value() instanceof String;
            case 'i' -> literal.value() instanceof Long;
            case 'f' -> literal.value() instanceof Double || literal.value() instanceof Long;
            default -> true;
          };
      if (!fits) {
        String wanted = kind == 's' ? "string" : kind == 'i' ? "integer" : "float";
        throw error(operand.place(), "expected " + wanted + "; found " + operand.place().text());
      }
    }
    return converted(resolve(operand(operand, dot)), kind, operand.place());
  }

  private Object converted(Object value, char kind, Place place) throws TemplateException {
    boolean fits =
        switch (kind) {
          case 's' -> value instanceof String;
          case 'i' -> value instanceof Long;
          case 'f' -> value instanceof Double || value instanceof Long;
          case 't' -> value instanceof GoTime;
          default -> true;
        };
    if (!fits) {
      String wanted =
          switch (kind) {
            case 's' -> "string";
            case 'i' -> "int";
            case 'f' -> "float64";
            default -> "time.Time";
          };
      throw error(
          place,
          value instanceof Nil
              ? "invalid value; expected " + wanted
              : "wrong type for value; expected " + wanted + "; got " + Values.typeName(value));
    }
    return kind == 'f' && value instanceof Long whole ? (double) whole : value;
  }
}
