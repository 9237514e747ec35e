package io.millrace.chunk.columnar.template;

import io.millrace.bytes.ByteWriter;
import io.millrace.chunk.columnar.section.SectionCodec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the columns of variables, each in the form that compresses best. */
final class VariableColumns {
  static final int TEXT = 0;
  static final int DICT = 1;
  static final int NUMBER = 2;
  static final int DELTA = 3;
  static final int HEX = 4;
  static final int PARTS = 5;
  static final int TIME = 6;
  static final int MASK = 7;

  /** Values that the forms are compared on. */
  private static final int TRIAL_VALUES = 256;

  /** A column with fewer values is not worth the comparison. */
  private static final int MIN_TRIAL_VALUES = 16;

  /** Dictionary texts compress by about this. */
  private static final int DICTIONARY_GAIN = 2;

  private final SectionCodec codec;
  private final long[] timestamps;
  private final ValueParts parts;
  private final VariableValues inner;
  private final ByteWriter trial = new ByteWriter(1 << 13);
  private int count;

  final ByteWriter head = new ByteWriter();
  final ByteWriter indices = new ByteWriter();
  final ByteWriter numbers = new ByteWriter();
  final ByteWriter digits = new ByteWriter();
  final ByteWriter texts = new ByteWriter();

  /**
   * No columns yet.
   *
   * @param column the lines of the block
   * @param timestamps of its entries
   */
  VariableColumns(SectionCodec codec, byte[] column, long[] timestamps) {
    this.codec = codec;
    this.timestamps = timestamps;
    this.parts = new ValueParts(column);
    this.inner = new VariableValues(column);
  }

  /** How many there are, those of parts included, without {@link #addTexts}. */
  int count() {
    return count;
  }

  /** Writes a column of texts whatever they look like, without its kind. */
  void addTexts(VariableValues values) {
    head.uvarint(writeTexts(values, values.size(), texts));
  }

  /** Writes a column of values that are not all the same. */
  void add(VariableValues values) {
    values.examine();
    TimeColumn times = TimeColumn.of(values, timestamps);
    if (times != null && times.isConstant()) {
      addTimes(times);
    } else if (values.size() < MIN_TRIAL_VALUES) {
      addSimple(TEXT, values);
    } else {
      addSmallest(values, times);
    }
  }

  private void addSmallest(VariableValues values, @Nullable TimeColumn times) {
    double[] smallest = {0};
    int kind = smallestSimple(values, smallest);
    int sample = Math.min(TRIAL_VALUES, values.size());
    double scale = (double) values.size() / sample;
    if (times != null) {
      trial.clear();
      times.write(sample, trial);
      if (scale * trialBytes() < smallest[0]) {
        addTimes(times);
        return;
      }
    }
    boolean mayHaveParts = !values.areNumbers() && !values.areHex() && parts.split(values);
    if (mayHaveParts && scale * partsEstimate(sample, values) < smallest[0]) {
      addParts(values);
    } else {
      addSimple(kind, values);
    }
  }

  /** Of the kinds that need nothing else. */
  private int smallestSimple(VariableValues values, double[] smallest) {
    int sample = Math.min(TRIAL_VALUES, values.size());
    double scale = (double) values.size() / sample;
    trial.clear();
    writeTexts(values, sample, trial);
    int kind = TEXT;
    smallest[0] = scale * trialBytes();
    if (values.distinct() > 0) {
      trial.clear();
      writeIndices(values, sample, trial);
      double bytes = scale * trialBytes() + (double) values.distinctBytes() / DICTIONARY_GAIN;
      if (bytes < smallest[0]) {
        smallest[0] = bytes;
        kind = DICT;
      }
    }
    if (values.areNumbers()) {
      for (int form = NUMBER; form <= DELTA; form++) {
        trial.clear();
        writeNumbers(values, sample, form == DELTA, trial);
        double bytes = scale * trialBytes();
        if (bytes < smallest[0]) {
          smallest[0] = bytes;
          kind = form;
        }
      }
    }
    if (values.areHex()) {
      trial.clear();
      writeHex(values, sample, trial);
      double bytes = scale * trialBytes();
      if (bytes < smallest[0]) {
        smallest[0] = bytes;
        kind = HEX;
      }
    }
    byte[] mask = values.mask();
    if (mask != null) {
      trial.clear();
      writeMasked(values, sample, mask, trial);
      double bytes = scale * trialBytes();
      if (bytes < smallest[0]) {
        smallest[0] = bytes;
        kind = MASK;
      }
    }
    return kind;
  }

  private void addSimple(int kind, VariableValues values) {
    int size = values.size();
    begin(kind);
    switch (kind) {
      case TEXT -> head.uvarint(writeTexts(values, size, texts));
      case DICT -> {
        head.uvarint(values.distinct());
        for (int i = 0; i < values.distinct(); i++) {
          int value = values.distinctValue(i);
          int length = values.length(value);
          head.uvarint(length).bytes(values.source(), values.start(value), length);
        }
        writeIndices(values, size, indices);
      }
      case NUMBER, DELTA -> {
        head.uvarint(values.numberWidth());
        head.uvarint(writeNumbers(values, size, kind == DELTA, numbers));
      }
      case HEX -> {
        head.uvarint(values.length(0));
        writeHex(values, size, digits);
      }
      case MASK -> {
        byte[] mask = Objects.requireNonNull(values.mask());
        head.uvarint(mask.length).bytes(mask);
        writeMasked(values, size, mask, digits);
      }
      default -> throw new IllegalArgumentException("kind " + kind);
    }
  }

  private void begin(int kind) {
    head.u8(kind);
    count++;
  }

  private void addTimes(TimeColumn times) {
    begin(TIME);
    TimeLayout layout = times.layout();
    head.u8(times.reference()).u8(layout.style()).u8(layout.separator()).u8(layout.point());
    head.u8(layout.digits()).uvarint(layout.suffix().length).bytes(layout.suffix());
    head.svarint(times.base());
    int start = numbers.size();
    if (!times.isConstant()) {
      times.write(times.size(), numbers);
    }
    head.uvarint(numbers.size() - start);
  }

  /** About what the values take in parts, without the texts of these. */
  private int partsEstimate(int sample, VariableValues values) {
    trial.clear();
    for (int i = 0; parts.parts() > 1 && i < sample; i++) {
      trial.u8(parts.part(i));
    }
    int partBytes = 0;
    for (int part = 0; part < parts.parts(); part++) {
      partBytes += parts.textEnd(part) - parts.textStart(part) + 2;
      for (int variable = 0; variable < variables(part); variable++) {
        parts.collect(inner, part, variable, sample);
        if (inner.size() > 0) {
          inner.examine();
          if (inner.areNumbers()) {
            writeNumbers(inner, inner.size(), false, trial);
          } else {
            writeTexts(inner, inner.size(), trial);
          }
        }
      }
    }
    return trialBytes() + partBytes * sample / (DICTIONARY_GAIN * values.size());
  }

  private int variables(int part) {
    byte[] text = parts.text(part);
    int variables = 0;
    for (int at = parts.textStart(part); at < parts.textEnd(part); at++) {
      variables += text[at] == LineTemplates.VARIABLE ? 1 : 0;
    }
    return variables;
  }

  private void addParts(VariableValues values) {
    begin(PARTS);
    int count = parts.parts();
    head.uvarint(count);
    if (count > 1) {
      for (int i = 0; i < values.size(); i++) {
        indices.u8(parts.part(i));
      }
    }
    for (int part = 0; part < count; part++) {
      addPart(part, values.size());
    }
  }

  /** Writes a part's text, in which what is the same in all of its values is no variable. */
  private void addPart(int part, int size) {
    int rows = parts.rows(part);
    byte[] text = parts.text(part);
    int start = parts.textStart(part);
    int end = parts.textEnd(part);
    ByteWriter written = new ByteWriter(2 * (end - start) + 16);
    boolean[] varies = new boolean[variables(part)];
    int variable = 0;
    for (int at = start; at < end; at++) {
      if (text[at] != LineTemplates.VARIABLE) {
        written.u8(text[at]);
        continue;
      }
      parts.collect(inner, part, variable, size);
      varies[variable] = !inner.isConstant();
      if (varies[variable]) {
        written.u8(LineTemplates.VARIABLE);
      } else {
        written.bytes(inner.source(), inner.start(0), inner.length(0));
      }
      variable++;
    }
    head.uvarint(written.size()).bytes(written).uvarint(rows);
    for (int i = 0; i < varies.length; i++) {
      if (varies[i]) {
        parts.collect(inner, part, i, size);
        inner.examine();
        double[] ignored = {0};
        addSimple(rows < MIN_TRIAL_VALUES ? TEXT : smallestSimple(inner, ignored), inner);
      }
    }
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
      for (int at = values.start(i), end = values.end(i); at < end; at += 2) {
        int high = Character.digit(values.source()[at], 16);
        out.u8(high << 4 | Character.digit(values.source()[at + 1], 16));
      }
    }
  }

  private static void writeMasked(VariableValues values, int count, byte[] mask, ByteWriter out) {
    for (int i = 0; i < count; i++) {
      int high = -1;
      for (int at = 0; at < mask.length; at++) {
        if (mask[at] == LineTemplates.VARIABLE) {
          int digit = Character.digit(values.source()[values.start(i) + at], 16);
          if (high < 0) {
            high = digit;
          } else {
            out.u8(high << 4 | digit);
            high = -1;
          }
        }
      }
    }
  }
}
