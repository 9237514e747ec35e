package io.millrace.agent.syslog;

/** Bytes that are no syslog message, or no frame of one. */
final class SyslogException extends Exception {
  private static final long serialVersionUID = 1L;

  SyslogException(String message) {
    super(message);
  }
}
