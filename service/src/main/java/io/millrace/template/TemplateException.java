package io.millrace.template;

/** A template is malformed, or failed on the values it was given. */
public final class TemplateException extends Exception {
  private static final long serialVersionUID = 1;

  TemplateException(String message) {
    super(message, null, false, false);
  }
}
