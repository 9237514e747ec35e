package io.millrace.chunk.columnar;

import io.millrace.bytes.ByteWriter;

/** Writes the columns of variables, each in the form that compresses best. */
final class VariableColumns {
  static final int TEXT = 0;
  static final int DICT = 1;
  static final int NUMBER = 2;
  static final int DELTA = 3;
  static final int HEX = 4;

  /** Values that the forms are compared on. */
  private static final int TRIAL_VALUES = 256;

  /** A column with fewer values is not worth the comparison. */
  private static final int MIN_TRIAL_VALUES = 16;

  /** Dictionary texts compress by about this. */
  private static final int DICTIONARY_GAIN = 2;

  private final SectionCodec codec;
  private final ByteWriter trial = new ByteWriter(1 << 13);

  final ByteWriter head = new ByteWriter();
  final ByteWriter indices = new ByteWriter();
  final ByteWriter numbers = new ByteWriter();
  final ByteWriter digits = new ByteWriter();
  final ByteWriter texts = new ByteWriter();

  VariableColumns(SectionCodec codec) {
    this.codec = codec;
  }

  /** Writes a column of texts whatever they look like, without its kind. */
  void addTexts(VariableValues values) {
    head.uvarint(writeTexts(values, values.size(), texts));
  }

  void add(VariableValues values) {
    int kind = values.size() < MIN_TRIAL_VALUES ? TEXT : smallestKind(values);
    head.u8(kind);
    int count = values.size();
    switch (kind) {
      case TEXT -> head.uvarint(writeTexts(values, count, texts));
      case DICT -> {
        head.uvarint(values.distinct());
        for (int i = 0; i < values.distinct(); i++) {
          int value = values.distinctValue(i);
          int length = values.length(value);
          head.uvarint(length).bytes(values.source(), values.start(value), length);
        }
        writeIndices(values, count, indices);
      }
      case NUMBER, DELTA -> {
        head.uvarint(values.numberWidth());
        head.uvarint(writeNumbers(values, count, kind == DELTA, numbers));
      }
      default -> {
        head.uvarint(values.length(0));
        writeHex(values, count, digits);
      }
    }
  }

  private int smallestKind(VariableValues values) {
    int count = Math.min(TRIAL_VALUES, values.size());
    double scale = (double) values.size() / count;
    trial.clear();
    writeTexts(values, count, trial);
    int kind = TEXT;
    double smallest = scale * trialBytes();
    if (values.distinct() > 0) {
      trial.clear();
      writeIndices(values, count, trial);
      double bytes = scale * trialBytes() + (double) values.distinctBytes() / DICTIONARY_GAIN;
      if (bytes < smallest) {
        smallest = bytes;
        kind = DICT;
      }
    }
    if (values.areNumbers()) {
      for (int form = NUMBER; form <= DELTA; form++) {
        trial.clear();
        writeNumbers(values, count, form == DELTA, trial);
        double bytes = scale * trialBytes();
        if (bytes < smallest) {
          smallest = bytes;
          kind = form;
        }
      }
    }
    if (values.areHex()) {
      trial.clear();
      writeHex(values, count, trial);
      if (scale * trialBytes() < smallest) {
        kind = HEX;
      }
    }
    return kind;
  }

  private int trialBytes() {
    return codec.estimate(trial.array(), trial.size());
  }

  /** Returns the bytes written. */
  private static int writeTexts(VariableValues values, int count, ByteWriter out) {
    int start = out.size();
    for (int i = 0; i < count; i++) {
      out.bytes(values.source(), values.start(i), values.length(i)).u8('\n');
    }
    return out.size() - start;
  }

  private static void writeIndices(VariableValues values, int count, ByteWriter out) {
    for (int i = 0; i < count; i++) {
      out.u8(values.index(i));
    }
  }

  private static int writeNumbers(VariableValues values, int count, boolean delta, ByteWriter out) {
    int start = out.size();
    long last = 0;
    for (int i = 0; i < count; i++) {
      long number = values.number(i);
      if (delta) {
        out.svarint(number - last);
        last = number;
      } else {
        out.uvarint(number);
      }
    }
    return out.size() - start;
  }

  private static void writeHex(VariableValues values, int count, ByteWriter out) {
    for (int i = 0; i < count; i++) {
      for (int at = values.start(i), end = at + values.length(i); at < end; at += 2) {
        int high = Character.digit(values.source()[at], 16);
        out.u8(high << 4 | Character.digit(values.source()[at + 1], 16));
      }
    }
  }
}
