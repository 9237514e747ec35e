package io.millrace.template;

import io.millrace.template.Node.Operand;
import io.millrace.template.Node.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates pipelines of commands within one execution. */
final class Expressions {
  private final Dialect dialect;
  private final RunContext context;
  private final Scope scope;
  private @Nullable Map<String, String> fields;

  /** Stands for the input until something needs all of it. */
  enum Dot {
    ROOT
  }

  Expressions(Dialect dialect, RunContext context, Scope scope) {
    this.dialect = dialect;
    this.context = context;
    this.scope = scope;
  }

  /** The value, or the whole input where it stands for that. */
  Object resolve(Object value) {
    if (value != Dot.ROOT) {
      return value;
    }
    Map<String, String> all = fields;
    if (all == null) {
      all = dialect.fields(context.input());
      fields = all;
    }
    return all;
  }

  /** Declares a variable, or gives one its new value, as the pipeline says. */
  void assign(Node.Pipeline pipeline, String variable, Object value) throws TemplateException {
    if (pipeline.declares()) {
      scope.declare(variable, value);
    } else if (!scope.set(variable, value)) {
      throw undefined(variable, pipeline.placeOfErrors());
    }
  }

  private Object find(String variable, Place place) throws TemplateException {
    Object value = scope.get(variable);
    if (value == null) {
      throw undefined(variable, place);
    }
    return value;
  }

  private TemplateException undefined(String variable, Place place) {
    return context.error(place, "undefined variable: " + variable);
  }

  Object pipeline(Node.Pipeline pipeline, Object dot) throws TemplateException {
    Object value = evaluate(pipeline, dot);
    for (String variable : pipeline.variables()) {
      assign(pipeline, variable, value);
    }
    return value;
  }

  /** Its value, which is given to no variable. */
  Object evaluate(Node.Pipeline pipeline, Object dot) throws TemplateException {
    Object value = null;
    for (Node.Command command : pipeline.commands()) {
      value = command(command, dot, value);
    }
    if (value == null) {
      throw context.error(pipeline.place(), "missing value");
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
      throw context.error(nil.place(), "nil is not a command");
    }
    if (!arguments.isEmpty() || last != null) {
      String field = lastField(first);
      if (field != null) {
        operand(first, dot);
        throw context.error(first.place(), field + " is not a method but has arguments");
      }
      throw context.error(
          first.place(), "can't give argument to non-function " + first.place().text());
    }
    return operand(first, dot);
  }

  private static @Nullable String lastField(Operand operand) {
    List<String> fields =
        switch (operand) {
          case Node.Fields f -> f.names();
          case Node.Variable v -> v.fields();
          default -> List.of();
        };
    return fields.isEmpty() ? null : fields.getLast();
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
      return time.format(layout);
    }
    throw context.error(
        chain.place(), "can't give argument to non-function " + chain.place().text());
  }

  private Object operand(Operand operand, Object dot) throws TemplateException {
    return switch (operand) {
      case Node.Literal literal -> literal.value();
      case Node.Dot _ -> dot;
      case Node.NilLiteral _ -> Nil.NIL;
      case Node.Fields fields -> fields(dot, fields.names(), fields.place());
      case Node.Variable variable ->
          fields(find(variable.name(), variable.place()), variable.fields(), variable.place());
      case Node.Chain chain ->
          fields(operand(chain.of(), dot), chain.fields(), chain.placeOfErrors());
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
      return dialect.field(context.input(), field);
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
          throw context.error(place, String.valueOf(e.getMessage()));
        }
      }
      case Nil _ -> throw context.error(place, "nil pointer evaluating interface {}." + field);
      default ->
          throw context.error(
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
    context.step();
    if (node.name().equals("and") || node.name().equals("or")) {
      return logic(node, arguments, dot, last);
    }
    Function function = dialect.functions().get(node.name());
    if (function == null) {
      throw context.error(node.place(), "\"" + node.name() + "\" is not a defined function");
    }
    Object[] values = values(node, function, arguments, dot, last, command.placeOfErrors());
    if (node.name().equals("call")) {
      throw context.error(
          command.place(),
          "error calling call: non-function "
              + arguments.getFirst().place().text()
              + " of type "
              + Values.typeName(values[0]));
    }
    try {
      return function.body().call(values, context);
    } catch (TemplateException e) {
      throw context.error(command.place(), "error calling " + node.name() + ": " + e.getMessage());
    }
  }

  /** The arguments as the function takes them. */
  private Object[] values(
      Node.Function node,
      Function function,
      List<Operand> arguments,
      Object dot,
      @Nullable Object last,
      Place place)
      throws TemplateException {
    int count = arguments.size() + (last == null ? 0 : 1);
    if (function.variadic() ? count < function.required() : count != function.required()) {
      throw context.error(
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
      values[count - 1] =
          Conversions.converted(resolve(last), function.kind(count - 1), place, context);
    }
    return values;
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
      throw context.error(
          node.place(), "wrong number of args for " + node.name() + ": want at least 1 got 0");
    }
    return value;
  }

  private Object argument(Operand operand, char kind, Object dot) throws TemplateException {
    if (operand instanceof Node.Literal literal) {
      return Conversions.ofLiteral(literal, kind, context);
    }
    if (operand instanceof Node.NilLiteral nil && kind != 'a') {
      throw context.error(nil.place(), "cannot assign nil to " + Conversions.typeOf(kind));
    }
    return Conversions.converted(
        resolve(operand(operand, dot)), kind, operand.placeOfErrors(), context);
  }
}
