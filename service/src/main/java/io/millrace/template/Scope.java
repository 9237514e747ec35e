package io.millrace.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variables that can be seen, innermost last. */
final class Scope {
  private List<Variable> variables = new ArrayList<>();

  /** A variable in scope. */
  private static final class Variable {
    private final String name;
    private Object value;

    private Variable(String name, Object value) {
      this.name = name;
      this.value = value;
    }
  }

  Scope(Object root) {
    declare("$", root);
  }

  /** What {@link #popTo} goes back to. */
  int mark() {
    return variables.size();
  }

  void popTo(int mark) {
    variables.subList(mark, variables.size()).clear();
  }

  void declare(String name, Object value) {
    variables.add(new Variable(name, value));
  }

  @Nullable Object get(String name) {
    Variable found = find(name);
    return found == null ? null : found.value;
  }

  /** Gives a variable another value; false when there is none of the name. */
  boolean set(String name, Object value) {
    Variable found = find(name);
    if (found == null) {
      return false;
    }
    found.value = value;
    return true;
  }

  private @Nullable Variable find(String name) {
    for (int i = variables.size() - 1; i >= 0; i--) {
      if (variables.get(i).name.equals(name)) {
        return variables.get(i);
      }
    }
    return null;
  }

  /** Hides all variables behind a {@code $} of their own, for the template that is called. */
  Runnable enter(Object root) {
    List<Variable> outer = variables;
    variables = new ArrayList<>();
    declare("$", root);
    return () -> variables = outer;
  }
}
