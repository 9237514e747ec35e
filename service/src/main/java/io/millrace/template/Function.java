package io.millrace.template;

/**
 * A function of the template language.
 *
 * @param parameters one letter a parameter: {@code s} string, {@code i} whole number, {@code f}
 *     float, {@code t} time, {@code a} any; a closing {@code *} repeats the last one
 * @param body takes exactly what {@code parameters} says
 */
record Function(String parameters, Body body) {

  /** What a function does. */
  interface Body {
    Object call(Object[] arguments, RunContext run) throws TemplateException;
  }

  boolean variadic() {
    return parameters.endsWith("*");
  }

  /** Parameters that have to be there. */
  int required() {
    return variadic() ? parameters.length() - 2 : parameters.length();
  }

  char kind(int index) {
    int last = variadic() ? parameters.length() - 2 : parameters.length() - 1;
    return parameters.charAt(Math.min(index, last));
  }
}
