package io.millrace.chunk.columnar;

/** The numbers of a block's sections. */
final class SectionId {
  static final int TIMES = 0x01;
  static final int LINES = 0x02;
  static final int LENGTHS = 0x03;
  static final int METADATA = 0x04;
  static final int SHAPES = 0x05;
  static final int INDICES = 0x06;
  static final int DIGITS = 0x07;
  static final int TEXTS = 0x08;
  static final int TEMPLATES = 0x10;
  static final int TEMPLATE_IDS = 0x11;
  static final int VARIABLES = 0x12;
  static final int VARIABLE_INDICES = 0x13;
  static final int VARIABLE_NUMBERS = 0x14;
  static final int VARIABLE_DIGITS = 0x15;
  static final int VARIABLE_TEXTS = 0x16;
  static final int TEMPLATE_FORMS = 0x17;

  /** Sections from here on may be passed over by a reader that does not know them. */
  static final int FIRST_OPTIONAL = 0x80;

  static final int SIZES = 0x80;
  static final int PACKED_SIZES = 0x81;

  /** Whether this reader knows sections of the number. */
  static boolean isKnown(int id) {
    return (id >= TIMES && id <= TEXTS) || (id >= TEMPLATES && id <= TEMPLATE_FORMS);
  }

  private SectionId() {}
}
