package io.millrace.chunk.columnar.section;

/** The numbers of a block's sections. */
public final class SectionId {
  public static final int TIMES = 0x01;
  public static final int LINES = 0x02;
  public static final int LENGTHS = 0x03;
  public static final int METADATA = 0x04;
  public static final int SHAPES = 0x05;
  public static final int INDICES = 0x06;
  public static final int DIGITS = 0x07;
  public static final int TEXTS = 0x08;
  public static final int TEMPLATES = 0x10;
  public static final int TEMPLATE_IDS = 0x11;
  public static final int VARIABLES = 0x12;
  public static final int VARIABLE_INDICES = 0x13;
  public static final int VARIABLE_NUMBERS = 0x14;
  public static final int VARIABLE_DIGITS = 0x15;
  public static final int VARIABLE_TEXTS = 0x16;
  public static final int TEMPLATE_FORMS = 0x17;

  /** Sections from here on may be passed over by a reader that does not know them. */
  public static final int FIRST_OPTIONAL = 0x80;

  public static final int SIZES = 0x80;
  public static final int PACKED_SIZES = 0x81;

  /** Whether this reader knows sections of the number. */
  public static boolean isKnown(int id) {
    return (id >= TIMES && id <= TEXTS) || (id >= TEMPLATES && id <= TEMPLATE_FORMS);
  }

  private SectionId() {}
}
