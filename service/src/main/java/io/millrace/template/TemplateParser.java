package io.millrace.template;

import io.millrace.template.Node.Place;
import io.millrace.template.TemplateLexer.Kind;
import io.millrace.template.TemplateLexer.Token;
import io.millrace.units.Utf8;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses a template's blocks; {@link PipelineParser} does what stands inside of an action. */
final class TemplateParser {
  /** Words that are no functions. */
  static final Set<String> KEYWORDS =
      Set.of(
          "block", "break", "continue", "define", "else", "end", "if", "range", "template", "with");

  private static final int MAX_DEPTH = 100;

  private final String name;
  private final String text;
  private final Dialect dialect;
  private final List<Token> tokens;
  private final Map<String, List<Node>> definitions = new HashMap<>();
  private final Set<String> variables = new HashSet<>(Set.of("$"));
  private int at;
  private int depth;
  private int rangeDepth;

  TemplateParser(String name, String text, Dialect dialect) {
    this.name = name;
    this.text = text;
    this.dialect = dialect;
    this.tokens = new TemplateLexer(name, text).tokens();
  }

  List<Node> parse() throws TemplateException {
    Block block = block();
    if (!block.end().equals("EOF")) {
      throw error("unexpected {{" + block.end() + "}}");
    }
    return block.nodes();
  }

  Map<String, List<Node>> definitions() {
    return definitions;
  }

  Functions functions() {
    return dialect.functions();
  }

  Set<String> variables() {
    return variables;
  }

  /** Nodes up to a word that ends them: end, else or EOF. */
  private record Block(List<Node> nodes, String end) {}

  /** The next token. What the lexer could not read is told once the parser comes to it. */
  Token peek() throws TemplateException {
    Token token = tokens.get(at);
    if (token.kind() == Kind.ERROR) {
      throw new TemplateException(token.text());
    }
    return token;
  }

  Token take() throws TemplateException {
    Token token = peek();
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  void skipSpace() throws TemplateException {
    while (peek().kind() == Kind.SPACE) {
      at++;
    }
  }

  /** True when the token after the next one, blanks aside, is of the kind. */
  boolean follows(Kind kind) {
    int i = at + 1;
    while (tokens.get(Math.min(i, tokens.size() - 1)).kind() == Kind.SPACE) {
      i++;
    }
    return tokens.get(Math.min(i, tokens.size() - 1)).kind() == kind;
  }

  void enter() throws TemplateException {
    if (++depth > MAX_DEPTH) {
      throw error("nested deeper than " + MAX_DEPTH + " levels");
    }
  }

  void leave() {
    depth--;
  }

  TemplateException error(String problem) {
    return new TemplateException(
        "template: " + name + ":" + tokens.get(at).line() + ": " + problem);
  }

  TemplateException unexpected(String context) throws TemplateException {
    Token token = peek();
    return switch (token.kind()) {
      case END -> error("unexpected EOF");
      case RIGHT -> error("unexpected \"}}\" in " + context);
      case DOT -> error("unexpected <.> in " + context);
      default -> error("unexpected \"" + token.text() + "\" in " + context);
    };
  }

  /** Where a node of the source {@code text[from..to)} stands, as Go counts it. */
  Place place(int from, int to) {
    int lineStart = text.lastIndexOf('\n', Math.max(0, from - 1)) + 1;
    int lineNumber = 1;
    for (int i = 0; i < from; i++) {
      if (text.charAt(i) == '\n') {
        lineNumber++;
      }
    }
    int column = Utf8.length(text.substring(lineStart, from));
    return new Place(lineNumber + ":" + column, text.substring(from, to).strip());
  }

  /** Offset of the token that was taken last, its end. */
  int endOfLast() {
    int i = at - 1;
    while (i > 0 && tokens.get(i).kind() == Kind.SPACE) {
      i--;
    }
    Token token = tokens.get(Math.max(0, i));
    return token.at() + token.text().length();
  }

  private Block block() throws TemplateException {
    enter();
    List<Node> nodes = new ArrayList<>();
    while (true) {
      Token token = take();
      switch (token.kind()) {
        case TEXT -> nodes.add(new Node.Text(token.text()));
        case LEFT -> {
          skipSpace();
          String keyword = peek().kind() == Kind.IDENTIFIER ? peek().text() : "";
          if (keyword.equals("end") || keyword.equals("else")) {
            take();
            leave();
            if (keyword.equals("end")) {
              right("end");
            }
            return new Block(nodes, keyword);
          }
          Node node = action(keyword);
          if (node != null) {
            nodes.add(node);
          }
        }
        default -> {
          leave();
          return new Block(nodes, "EOF");
        }
      }
    }
  }

  private @Nullable Node action(String keyword) throws TemplateException {
    return switch (keyword) {
      case "if" -> {
        take();
        Branch branch = branch("if");
        yield new Node.If(branch.pipeline(), branch.then(), branch.otherwise());
      }
      case "with" -> {
        take();
        Branch branch = branch("with");
        yield new Node.With(branch.pipeline(), branch.then(), branch.otherwise());
      }
      case "range" -> {
        take();
        rangeDepth++;
        Branch branch = branch("range");
        yield new Node.Range(branch.pipeline(), branch.then(), branch.otherwise());
      }
      case "break", "continue" -> {
        take();
        if (rangeDepth == 0) {
          throw error("{{" + keyword + "}} outside {{range}}");
        }
        right(keyword);
        yield keyword.equals("break") ? new Node.Break() : new Node.Continue();
      }
      case "define" -> {
        if (depth > 1) {
          throw error("unexpected <define> in command");
        }
        take();
        define(string("define clause"));
        yield null;
      }
      case "template" -> {
        take();
        skipSpace();
        int from = peek().at();
        String called = string("template clause");
        Node.Pipeline argument = optionalPipeline("template clause");
        yield new Node.Call(called, argument, placeOfCall(from));
      }
      case "block" -> {
        take();
        skipSpace();
        int from = peek().at();
        String defined = string("block clause");
        Node.Pipeline argument = pipeline("block clause");
        Place place = placeOfCall(from);
        body(defined);
        yield new Node.Call(defined, argument, place);
      }
      default -> new Node.Action(pipeline("command"));
    };
  }

  /** The place of a call whose name begins at {@code from}, and whose action was just taken. */
  private Place placeOfCall(int from) {
    Token right = tokens.get(at - 1);
    Place inside = place(from, right.at());
    return new Place(inside.position(), "{{template " + inside.text() + "}}");
  }

  private record Branch(Node.Pipeline pipeline, List<Node> then, List<Node> otherwise) {}

  private Branch branch(String word) throws TemplateException {
    Set<String> outer = Set.copyOf(variables);
    Node.Pipeline pipeline = pipeline(word);
    Block then = block();
    if (word.equals("range")) {
      rangeDepth--;
    }
    List<Node> otherwise = List.of();
    if (then.end().equals("else")) {
      otherwise = otherwise(word);
    } else if (then.end().equals("EOF")) {
      throw error("unexpected EOF");
    }
    variables.retainAll(outer);
    return new Branch(pipeline, then.nodes(), otherwise);
  }

  private List<Node> otherwise(String word) throws TemplateException {
    skipSpace();
    String next = peek().kind() == Kind.IDENTIFIER ? peek().text() : "";
    if (!word.equals("range") && next.equals(word)) {
      take();
      Branch branch = branch(word);
      return List.of(
          word.equals("if")
              ? new Node.If(branch.pipeline(), branch.then(), branch.otherwise())
              : new Node.With(branch.pipeline(), branch.then(), branch.otherwise()));
    }
    right("else");
    Block block = block();
    if (!block.end().equals("end")) {
      throw block.end().equals("EOF")
          ? error("unexpected EOF")
          : error("expected end; found {{else}}");
    }
    return block.nodes();
  }

  private void define(String defined) throws TemplateException {
    right("define clause");
    body(defined);
  }

  private void body(String defined) throws TemplateException {
    Block block = block();
    if (!block.end().equals("end")) {
      throw error(
          "unexpected " + (block.end().equals("EOF") ? "EOF" : "{{else}} in define clause"));
    }
    definitions.put(defined, block.nodes());
  }

  private String string(String context) throws TemplateException {
    skipSpace();
    if (peek().kind() != Kind.STRING && peek().kind() != Kind.RAW_STRING) {
      throw unexpected(context);
    }
    return GoLiterals.string(take().text(), this);
  }

  private void right(String context) throws TemplateException {
    skipSpace();
    if (peek().kind() != Kind.RIGHT) {
      throw unexpected(context);
    }
    take();
  }

  private Node.@Nullable Pipeline optionalPipeline(String context) throws TemplateException {
    skipSpace();
    if (peek().kind() == Kind.RIGHT) {
      take();
      return null;
    }
    return pipeline(context);
  }

  private Node.Pipeline pipeline(String context) throws TemplateException {
    Node.Pipeline pipeline = new PipelineParser(this).pipeline(context, Kind.RIGHT);
    take();
    return pipeline;
  }
}
