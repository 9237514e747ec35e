package io.millrace.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a parsed template. */
sealed interface Node {
  /** Literal text. */
  record Text(String text) implements Node {}

  /** A pipeline whose value is written, unless it only declares variables. */
  record Action(Pipeline pipeline) implements Node {}

  record If(Pipeline condition, List<Node> then, List<Node> otherwise) implements Node {}

  record With(Pipeline value, List<Node> then, List<Node> otherwise) implements Node {}

  record Range(Pipeline over, List<Node> body, List<Node> otherwise) implements Node {}

  record Break() implements Node {}

  record Continue() implements Node {}

  /** A call of a named template. */
  record Call(String name, @Nullable Pipeline argument, Place place) implements Node {}

  /** Where something stands and how it reads, for messages. */
  record Place(String position, String text) {}

  /**
   * Commands, each of which is handed the value of the one before.
   *
   * @param variables names with their {@code $} that the value goes to
   * @param declares whether they are new ({@code :=})
   */
  record Pipeline(List<String> variables, boolean declares, List<Command> commands, Place place) {
    Place placeOfErrors() {
      return commands.getLast().placeOfErrors();
    }
  }

  /** An operand, or a function and its arguments. */
  record Command(List<Operand> operands, Place place) {
    Place placeOfErrors() {
      return operands.getLast().placeOfErrors();
    }
  }

  /** A value in a command. */
  sealed interface Operand {
    Place place();

    /** The place that Go names when something is wrong with the value: what it met last. */
    default Place placeOfErrors() {
      return switch (this) {
        case Chain chain -> chain.of().placeOfErrors();
        case Nested nested -> nested.pipeline().placeOfErrors();
        case Literal _, Dot _, NilLiteral _, Fields _, Variable _, Function _ -> place();
      };
    }
  }

  record Literal(Object value, Place place) implements Operand {}

  record Dot(Place place) implements Operand {}

  record NilLiteral(Place place) implements Operand {}

  /** Fields of the dot, such as {@code .a.b}. */
  record Fields(List<String> names, Place place) implements Operand {}

  /** A variable and perhaps fields of it. */
  record Variable(String name, List<String> fields, Place place) implements Operand {}

  /** A function by its name, and perhaps fields of its result. */
  record Function(String name, Place place) implements Operand {}

  /** Fields of another operand, such as {@code (f x).a}. */
  record Chain(Operand of, List<String> fields, Place place) implements Operand {}

  /** A pipeline in parentheses. */
  record Nested(Pipeline pipeline, Place place) implements Operand {}
}
