package io.millrace.logql.template;

/** The absent value. */
enum Nil {
  NIL
}
