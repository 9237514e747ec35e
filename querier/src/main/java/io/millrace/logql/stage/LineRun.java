package io.millrace.logql.stage;

import io.millrace.labels.Labels;
import io.millrace.units.Utf8;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The line at hand and its labels, which stages read and change. One per worker; not safe for
 * concurrent use.
 */
public final class LineRun {
  static final String ERROR = "__error__";
  static final String ERROR_DETAILS = "__error_details__";
  static final String PRESERVE_ERROR = "__preserve_error__";

  private final NameTable names;
  private final Wanted wanted;
  private final JsonKeys jsonKeys;
  private final JsonKeys logfmtKeys;

  private final LabelSlots slots = new LabelSlots();
  private final WantedCount wantedCount;

  // By number of name; a number is of use while the stream or line is the one noted.
  private long[] extractedAt = new long[64];
  private long[] baseOf = new long[64];
  private @Nullable String[] baseValues = new String[64];
  private int[] extractedIds = new int[64];

  private long lineNumber;
  private long streamNumber;
  private boolean labelsChanged;
  private int timesForgotten;

  private String lastMetadataName = "";
  private int lastMetadataId;
  private long metadataStream = -1;

  private final IdentityHashMap<LabelCondition, Map<String, Boolean>> outcomes =
      new IdentityHashMap<>();
  private Labels base = Labels.empty();
  private long timestampNanos;
  private final CurrentLine line = new CurrentLine();
  private String error = "";
  private String errorDetails = "";

  /** True when the name stands for the error of a line. */
  static boolean isError(String name) {
    return name.equals(ERROR) || name.equals(ERROR_DETAILS);
  }

  LineRun(NameTable names, Wanted wanted) {
    this.names = names;
    this.wanted = wanted;
    this.jsonKeys = new JsonKeys(names, wanted);
    this.logfmtKeys = new JsonKeys(names, wanted);
    this.wantedCount = new WantedCount(wanted, names);
  }

  /** Turns to another stream. */
  public void stream(Labels labels) {
    base = labels;
    streamNumber++;
    wantedCount.stream(labels);
  }

  /** Turns to another line of the stream. */
  public void line(long timestamp, byte[] buffer, int from, int to, Labels metadata) {
    line.set(buffer, from, to);
    next(timestamp, metadata);
  }

  /** Turns to another line of the stream, which need not be put together yet. */
  void line(long timestamp, LineSource lines, int entry, Labels metadata) {
    line.set(lines, entry);
    next(timestamp, metadata);
  }

  /** Turns to labels without a line or metadata. */
  void nextLine() {
    next(0, Labels.empty());
  }

  private void next(long timestamp, Labels metadata) {
    if (names.size() > NameTable.MAX_NAMES || jsonKeys.isLarge() || logfmtKeys.isLarge()) {
      names.forgetFound();
      jsonKeys.clear();
      logfmtKeys.clear();
      streamNumber++;
      Arrays.fill(extractedIds, 0);
      wantedCount.forgetNumbers();
      timesForgotten++;
    }
    lineNumber++;
    slots.nextLine();
    wantedCount.nextLine();
    labelsChanged = false;
    timestampNanos = timestamp;
    error = "";
    errorDetails = "";
    if (!metadata.isEmpty()) {
      load(metadata);
    }
  }

  private void load(Labels metadata) {
    for (int i = 0; i < metadata.size(); i++) {
      String name = metadata.name(i);
      String value = metadata.value(i);
      if (name.equals(ERROR)) {
        error = value;
      } else if (name.equals(ERROR_DETAILS)) {
        errorDetails = value;
      } else {
        int id = metadataId(name);
        slots.set(id, LabelSlots.METADATA, value);
        if (!names.name(id).endsWith(Wanted.EXTRACTED)) {
          // A parser may set a label of such a name again, which would count twice.
          wantedCount.given(id);
        }
      }
    }
  }

  /** The label that metadata of a name becomes. Mostly it is the one of the line before. */
  @SuppressWarnings("ReferenceEquality")
  private int metadataId(String name) {
    if (name != lastMetadataName || metadataStream != streamNumber) {
      int id = id(name);
      lastMetadataId = baseValue(id) != null ? extractedId(id) : id;
      lastMetadataName = name;
      metadataStream = streamNumber;
    }
    return lastMetadataId;
  }

  // ---- names

  int id(String name) {
    int id = names.id(name);
    ensure(id);
    return id;
  }

  private void ensure(int id) {
    slots.ensure(id);
    if (id >= baseOf.length) {
      int size = Math.max(id + 1, 2 * baseOf.length);
      extractedAt = Arrays.copyOf(extractedAt, size);
      baseOf = Arrays.copyOf(baseOf, size);
      baseValues = Arrays.copyOf(baseValues, size);
      extractedIds = Arrays.copyOf(extractedIds, size);
    }
  }

  String name(int id) {
    return names.name(id);
  }

  private int extractedId(int id) {
    int extracted = extractedIds[id];
    if (extracted == 0) {
      extracted = id(names.name(id) + Wanted.EXTRACTED) + 1;
      extractedIds[id] = extracted;
    }
    return extracted - 1;
  }

  /** Changes when numbers of names that were found in lines have become void. */
  int timesForgotten() {
    return timesForgotten;
  }

  JsonKeys jsonKeys() {
    return jsonKeys;
  }

  JsonKeys logfmtKeys() {
    return logfmtKeys;
  }

  Wanted wanted() {
    return wanted;
  }

  /** What a condition said about values before. */
  Map<String, Boolean> outcomes(LabelCondition condition) {
    return outcomes.computeIfAbsent(condition, _ -> new HashMap<>());
  }

  // ---- reading

  private @Nullable String baseValue(int id) {
    if (baseOf[id] != streamNumber) {
      baseOf[id] = streamNumber;
      baseValues[id] = base.get(names.name(id));
    }
    return baseValues[id];
  }

  /** True when the label is there, from whatever origin; it may be empty. */
  boolean has(int id) {
    ensure(id);
    return slots.isTouched(id) ? slots.origin(id) != LabelSlots.DELETED : baseValue(id) != null;
  }

  /** True when the label is missing or empty. */
  boolean isEmpty(int id) {
    ensure(id);
    return slots.isSlice(id) ? slots.start(id) == slots.end(id) : text(id).isEmpty();
  }

  /** The value of a label, or the empty string. */
  String text(int id) {
    ensure(id);
    if (slots.isTouched(id)) {
      return slots.text(id);
    }
    String value = baseValue(id);
    return value == null ? "" : value;
  }

  /** True when the value lies in {@link #buffer(int)} as bytes. */
  boolean isSlice(int id) {
    return slots.isSlice(id);
  }

  byte[] buffer(int id) {
    return slots.buffer(id);
  }

  int start(int id) {
    return slots.start(id);
  }

  int end(int id) {
    return slots.end(id);
  }

  boolean inBase(int id) {
    ensure(id);
    return baseValue(id) != null;
  }

  boolean inMetadata(int id) {
    return slots.is(id, LabelSlots.METADATA);
  }

  boolean isParsed(int id) {
    ensure(id);
    return slots.is(id, LabelSlots.PARSED);
  }

  // ---- changing

  void set(int id, String value) {
    labelsChanged = true;
    slots.set(id, LabelSlots.PARSED, value);
  }

  void set(int id, byte[] buffer, int from, int to) {
    labelsChanged = true;
    slots.set(id, buffer, from, to);
  }

  void delete(int id) {
    labelsChanged = true;
    slots.set(id, LabelSlots.DELETED, "");
  }

  // ---- what parsers do

  /**
   * The label that a parser sets for a field: the name itself, or with a suffix when the stream or
   * the metadata has the name; -1 when a parser has set it already, as the first one wins.
   */
  int target(int id) {
    ensure(id);
    int target = baseValue(id) != null || inMetadata(id) ? extractedId(id) : id;
    return extractedAt[target] == lineNumber ? -1 : target;
  }

  /** As {@link #target}, but also when a parser has set the label before. */
  int targetAgain(int id) {
    ensure(id);
    return baseValue(id) != null || inMetadata(id) ? extractedId(id) : id;
  }

  /**
   * Notes that a stage has set the label as if it came from the line. Parsers behind it do not set
   * it again.
   */
  void extracted(int id) {
    if (extractedAt[id] == lineNumber) {
      return;
    }
    extractedAt[id] = lineNumber;
    wantedCount.extracted(id);
  }

  /** True when a parser has just found the last of the wanted labels. */
  boolean foundAllWanted() {
    return wantedCount.isComplete();
  }

  /** True when a parser need not look at the line: stages before have set all that is wanted. */
  boolean needsNoLabels() {
    return wanted.nothing() || wantedCount.areAllExtracted();
  }

  void parserError(String kind, String details) {
    error = kind;
    errorDetails = details;
    if (wanted.keepsErrors()) {
      set(id(PRESERVE_ERROR), "true");
    }
  }

  // ---- the line

  public byte[] lineBuffer() {
    return line.buffer();
  }

  public int lineStart() {
    return line.start();
  }

  public int lineEnd() {
    return line.end();
  }

  public int lineLength() {
    return line.length();
  }

  public String lineText() {
    return Utf8.decode(line.buffer(), line.start(), line.end());
  }

  void setLine(byte[] buffer, int from, int to) {
    line.set(buffer, from, to);
  }

  public long timestampNanos() {
    return timestampNanos;
  }

  // ---- errors

  public String error() {
    return error;
  }

  public String errorDetails() {
    return errorDetails;
  }

  void setError(String kind, String details) {
    error = kind;
    errorDetails = details;
  }

  /**
   * The value of a label for filters and templates, which see the error as a label, and not what a
   * parser may have set under that name.
   */
  String textOrError(int id, String name) {
    return switch (name) {
      case ERROR -> error;
      case ERROR_DETAILS -> errorDetails;
      default -> text(id);
    };
  }

  // ---- results

  /** All labels of the line by their origin. */
  public LineLabels labels() {
    LineLabels.Builder out = new LineLabels.Builder();
    for (int i = 0; i < base.size(); i++) {
      int id = id(base.name(i));
      if (!slots.isTouched(id)) {
        out.stream(base.name(i), base.value(i));
      }
    }
    for (int i = 0; i < slots.touchedCount(); i++) {
      int id = slots.touched(i);
      switch (slots.origin(id)) {
        case LabelSlots.METADATA -> out.metadata(names.name(id), slots.text(id));
        case LabelSlots.PARSED -> out.parsed(names.name(id), slots.text(id));
        default -> {}
      }
    }
    if (!error.isEmpty()) {
      out.parsed(ERROR, error);
    }
    if (!errorDetails.isEmpty()) {
      out.parsed(ERROR_DETAILS, errorDetails);
    }
    return out.build(base, unchanged());
  }

  /** True when the labels are exactly those of the stream. */
  public boolean unchanged() {
    return slots.touchedCount() == 0 && error.isEmpty() && errorDetails.isEmpty();
  }

  /** True when no stage has changed a label: they are those of the stream and the metadata. */
  public boolean labelsAreGiven() {
    return !labelsChanged && error.isEmpty() && errorDetails.isEmpty();
  }

  /** True when the line has an error, or a label that is called like one. */
  public boolean hasError() {
    return !error.isEmpty() || (labelsChanged && has(errorId()));
  }

  private int errorId() {
    return id(ERROR);
  }

  /** The labels of the given names that are there and not empty. */
  public LabelSet labels(List<String> labelNames) {
    String[] pairs = new String[2 * labelNames.size()];
    int count = 0;
    for (int i = 0; i < labelNames.size(); i++) {
      String name = labelNames.get(i);
      String value = textOrError(id(name), name);
      if (!value.isEmpty()) {
        pairs[count++] = name;
        pairs[count++] = value;
      }
    }
    return LabelSet.sorting(Arrays.asList(pairs).subList(0, count));
  }

  public Labels base() {
    return base;
  }

  /** Calls {@code visitor} with each label that is there, in no order. */
  void forEach(IntConsumer visitor) {
    for (int i = 0; i < base.size(); i++) {
      int id = id(base.name(i));
      if (!slots.isTouched(id)) {
        visitor.accept(id);
      }
    }
    int count = slots.touchedCount();
    for (int i = 0; i < count; i++) {
      int id = slots.touched(i);
      if (slots.origin(id) != LabelSlots.DELETED) {
        visitor.accept(id);
      }
    }
  }
}
