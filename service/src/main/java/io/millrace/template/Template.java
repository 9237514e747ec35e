package io.millrace.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed template; immutable and safe for use by any number of threads. */
public final class Template {
  private final String name;
  private final Dialect dialect;
  private final List<Node> root;
  private final Map<String, List<Node>> definitions;

  private Template(
      String name, Dialect dialect, List<Node> root, Map<String, List<Node>> definitions) {
    this.name = name;
    this.dialect = dialect;
    this.root = List.copyOf(root);
    this.definitions = Map.copyOf(definitions);
  }

  /**
   * Parses a template of LogQL.
   *
   * @param name what messages call it
   * @throws TemplateException when the text is malformed or names an unknown function
   */
  public static Template parse(String name, String text) throws TemplateException {
    return parse(name, text, Dialect.LOGQL);
  }

  /**
   * Parses a template.
   *
   * @param name what messages call it
   * @throws TemplateException when the text is malformed or names an unknown function
   */
  public static Template parse(String name, String text, Dialect dialect) throws TemplateException {
    TemplateParser parser = new TemplateParser(name, text, dialect);
    List<Node> root = parser.parse();
    return new Template(name, dialect, root, parser.definitions());
  }

  /**
   * The text for the given values.
   *
   * @throws TemplateException when a function fails; the text written before is lost
   */
  public String execute(Input input) throws TemplateException {
    TemplateRun run = new TemplateRun(name, definitions, dialect, input);
    return run.run(root);
  }

  /** The name of the label if the template is exactly one such field, else null. */
  public @Nullable String singleField() {
    if (root.size() == 1
        && root.getFirst() instanceof Node.Action action
        && action.pipeline().variables().isEmpty()
        && action.pipeline().commands().size() == 1
        && action.pipeline().commands().getFirst().operands().size() == 1
        && action.pipeline().commands().getFirst().operands().getFirst()
            instanceof Node.Fields fields
        && fields.names().size() == 1) {
      return fields.names().getFirst();
    }
    return null;
  }

  /** Names of the fields that the template may read of its input. */
  public List<String> fields() {
    return TemplateFields.of(root, definitions);
  }

  /** True when the template may read the line. */
  public boolean readsLine() {
    return TemplateFields.names(root, definitions).contains("__line__");
  }

  /** True when the template looks at its whole input, so that {@link #fields()} says too little. */
  public boolean readsEverything() {
    return TemplateFields.readsDot(root, definitions);
  }

  /** What a template is applied to. */
  public interface Input {
    /** All labels, sorted by name. */
    Map<String, String> labels();

    /** The value of a label, or the empty string. */
    default String label(String label) {
      return labels().getOrDefault(label, "");
    }

    /** The log line. */
    String line();

    /** Time of the line, in nanoseconds since 1970. */
    long timestampNanos();
  }
}
