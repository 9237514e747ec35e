package io.millrace.template;

import io.millrace.template.Node.Operand;
import io.millrace.template.Node.Place;
import io.millrace.template.TemplateLexer.Kind;
import io.millrace.template.TemplateLexer.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses the pipelines inside of actions and parentheses. */
final class PipelineParser {
  private final TemplateParser parser;

  PipelineParser(TemplateParser parser) {
    this.parser = parser;
  }

  /** A pipeline up to, but not including, the token that ends it. */
  Node.Pipeline pipeline(String context, Kind end) throws TemplateException {
    parser.enter();
    parser.skipSpace();
    int from = parser.peek().at();
    List<String> variables = new ArrayList<>();
    boolean declares = declarations(context, variables);
    List<Node.Command> commands = new ArrayList<>();
    while (true) {
      parser.skipSpace();
      if (parser.peek().kind() == end) {
        if (commands.isEmpty()) {
          throw parser.error("missing value for " + context);
        }
        break;
      }
      commands.add(command(context, end));
      if (parser.peek().kind() == Kind.PIPE) {
        parser.take();
      }
    }
    for (int i = 1; i < commands.size(); i++) {
      Operand first = commands.get(i).operands().getFirst();
      if (first instanceof Node.Literal
          || first instanceof Node.Dot
          || first instanceof Node.NilLiteral) {
        throw parser.error("non executable command in pipeline stage " + (i + 1));
      }
    }
    parser.leave();
    return new Node.Pipeline(
        variables, declares, commands, parser.place(from, Math.max(from, parser.endOfLast())));
  }

  private boolean declarations(String context, List<String> variables) throws TemplateException {
    if (parser.peek().kind() != Kind.VARIABLE) {
      return false;
    }
    boolean pair = context.equals("range") && parser.follows(Kind.COMMA);
    if (pair) {
      variables.add(parser.take().text());
      parser.skipSpace();
      parser.take();
      parser.skipSpace();
      if (parser.peek().kind() != Kind.VARIABLE) {
        throw parser.error("range can only initialize variables");
      }
    }
    if (parser.follows(Kind.COMMA)) {
      throw parser.error("too many declarations in " + context);
    }
    if (!parser.follows(Kind.DECLARE) && !parser.follows(Kind.ASSIGN)) {
      return false;
    }
    variables.add(parser.take().text());
    parser.skipSpace();
    boolean declares = parser.take().kind() == Kind.DECLARE;
    if (declares) {
      parser.variables().addAll(variables);
    }
    return declares;
  }

  private Node.Command command(String context, Kind end) throws TemplateException {
    int from = parser.peek().at();
    List<Operand> operands = new ArrayList<>();
    while (true) {
      parser.skipSpace();
      Kind kind = parser.peek().kind();
      if (kind == end || (kind == Kind.PIPE && !operands.isEmpty())) {
        break;
      }
      operands.add(operand(operands.isEmpty() ? context : "operand"));
      Kind next = parser.peek().kind();
      if (next != Kind.SPACE && next != end && next != Kind.PIPE) {
        throw parser.unexpected("operand");
      }
    }
    return new Node.Command(operands, parser.place(from, parser.endOfLast()));
  }

  private Operand operand(String context) throws TemplateException {
    int from = parser.peek().at();
    Operand operand = term(context);
    if (parser.peek().kind() == Kind.FIELD) {
      // Go names the place of the second field, not of the whole.
      String position = parser.place(parser.peek().at(), parser.peek().at()).position();
      List<String> fields = fields();
      Place place = new Place(position, parser.place(from, parser.endOfLast()).text());
      return switch (operand) {
        case Node.Fields f -> new Node.Fields(concat(f.names(), fields), place);
        case Node.Variable v -> new Node.Variable(v.name(), concat(v.fields(), fields), place);
        case Node.Literal _, Node.NilLiteral _, Node.Dot _ ->
            throw parser.error("unexpected . after term \"" + operand.place().text() + "\"");
        case Node.Function _, Node.Chain _, Node.Nested _ -> new Node.Chain(operand, fields, place);
      };
    }
    return operand;
  }

  private static List<String> concat(List<String> left, List<String> right) {
    List<String> all = new ArrayList<>(left);
    all.addAll(right);
    return all;
  }

  private List<String> fields() throws TemplateException {
    List<String> names = new ArrayList<>();
    while (parser.peek().kind() == Kind.FIELD) {
      names.add(parser.take().text().substring(1));
    }
    return names;
  }

  private Operand term(String context) throws TemplateException {
    Token token = parser.peek();
    Place place = parser.place(token.at(), token.at() + token.text().length());
    return switch (token.kind()) {
      case IDENTIFIER -> identifier(parser.take(), place, context);
      case FIELD -> new Node.Fields(List.of(parser.take().text().substring(1)), place);
      case VARIABLE -> {
        parser.take();
        if (!parser.variables().contains(token.text())) {
          throw parser.error("undefined variable \"" + token.text() + "\"");
        }
        yield new Node.Variable(token.text(), List.of(), place);
      }
      case DOT -> {
        parser.take();
        yield new Node.Dot(place);
      }
      case NUMBER -> new Node.Literal(GoLiterals.number(parser.take().text(), parser), place);
      case CHARACTER -> new Node.Literal(GoLiterals.character(parser.take().text(), parser), place);
      case STRING, RAW_STRING ->
          new Node.Literal(GoLiterals.string(parser.take().text(), parser), place);
      case OPEN -> nested(token.at());
      default -> throw parser.unexpected(context);
    };
  }

  private Operand nested(int from) throws TemplateException {
    parser.take();
    Node.Pipeline pipeline = pipeline("parenthesized pipeline", Kind.CLOSE);
    parser.take();
    return new Node.Nested(pipeline, parser.place(from, parser.endOfLast()));
  }

  private Operand identifier(Token token, Place place, String context) throws TemplateException {
    if (TemplateParser.KEYWORDS.contains(token.text())) {
      throw parser.error("unexpected <" + token.text() + "> in " + context);
    }
    @Nullable Object constant =
        switch (token.text()) {
          case "true" -> true;
          case "false" -> false;
          default -> null;
        };
    if (constant != null) {
      return new Node.Literal(constant, place);
    }
    if (token.text().equals("nil")) {
      return new Node.NilLiteral(place);
    }
    if (!parser.functions().isKnown(token.text())) {
      throw parser.error("function \"" + token.text() + "\" not defined");
    }
    return new Node.Function(token.text(), place);
  }
}
