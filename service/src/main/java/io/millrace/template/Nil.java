package io.millrace.template;

/** The absent value. */
enum Nil {
  NIL
}
