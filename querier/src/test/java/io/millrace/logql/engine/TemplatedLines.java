package io.millrace.logql.engine;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.chunk.LineTemplate;
import io.millrace.chunk.TemplateValues;
import io.millrace.chunk.TemplatedBlock;
import io.millrace.entry.EntryBatch;
import io.millrace.search.LiteralSearch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a batch taken apart in every way that {@link TemplatedBlock} allows, at random: any
 * value may be a variable or a part of the template, any line verbatim.
 */
final class TemplatedLines implements TemplatedBlock {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Strings with the colon that makes them keys, and words. */
  private static final Pattern JSON_TOKEN =
      Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"(\\s*:)?|(-?[0-9][-+.eE0-9]*|true|false|null)");

  private static final String WORD = "[^\\x00- \"=\\x7f]+";
  private static final String QUOTED = "\"[^\"\\\\\\x00-\\x1f\\x7f]*\"";
  private static final String PAIR = WORD + "=(?:" + WORD + "|" + QUOTED + ")";
  private static final Pattern LOGFMT_LINE = Pattern.compile(PAIR + "(?: " + PAIR + ")*");
  private static final Pattern LOGFMT_VALUE =
      Pattern.compile("(?<==)(?:\"([^\"]*)\"|([^\\x00- \"=]+))");
  private static final Pattern TEXT_TOKEN = Pattern.compile("([a-zA-Z]*[0-9][a-zA-Z0-9]*)");

  private final EntryBatch whole;
  private final EntryBatch bare;
  private final long variableMask;
  private final boolean givesVerbatim;
  private final boolean listsValues;
  private final List<LineTemplate> templates = new ArrayList<>();
  private final List<List<List<byte[]>>> values = new ArrayList<>();
  private final List<byte[]> verbatim = new ArrayList<>();
  private final int[] templateOf;

  @SuppressWarnings("ArrayRecordComponent")
  private record Parts(LineTemplate.Form form, byte[] text, List<byte[]> values) {}

  TemplatedLines(EntryBatch whole, long seed) {
    Random random = new Random(seed);
    this.whole = whole;
    this.variableMask = random.nextInt(8) == 0 ? -1 : random.nextLong();
    this.givesVerbatim = random.nextBoolean();
    this.listsValues = random.nextBoolean();
    this.templateOf = new int[whole.size()];
    EntryBatch.Builder withoutLines = new EntryBatch.Builder();
    Map<String, Integer> known = new LinkedHashMap<>();
    for (int i = 0; i < whole.size(); i++) {
      withoutLines.add(whole.timestamp(i), "", whole.metadata(i));
      byte[] line = Arrays.copyOfRange(whole.lineBytes(), whole.lineStart(i), whole.lineEnd(i));
      if (random.nextInt(10) == 0 || Arrays.equals(line, new byte[0])) {
        templateOf[i] = VERBATIM;
        verbatim.add(line);
        continue;
      }
      Parts parts = parts(line);
      String key = parts.form() + new String(parts.text(), StandardCharsets.ISO_8859_1);
      int template = known.computeIfAbsent(key, _ -> newTemplate(parts));
      templateOf[i] = template;
      for (int v = 0; v < parts.values().size(); v++) {
        values.get(template).get(v).add(parts.values().get(v));
      }
    }
    this.bare = withoutLines.build();
  }

  private int newTemplate(Parts parts) {
    templates.add(new LineTemplate(parts.form(), parts.text()));
    List<List<byte[]>> columns = new ArrayList<>();
    parts.values().forEach(_ -> columns.add(new ArrayList<>()));
    values.add(columns);
    return templates.size() - 1;
  }

  private Parts parts(byte[] line) {
    // One character for each byte.
    String text = new String(line, StandardCharsets.ISO_8859_1);
    if (isJsonObject(line)) {
      return parts(LineTemplate.Form.JSON, text, JSON_TOKEN);
    }
    return LOGFMT_LINE.matcher(text).matches()
        ? parts(LineTemplate.Form.LOGFMT, text, LOGFMT_VALUE)
        : parts(LineTemplate.Form.TEXT, text, TEXT_TOKEN);
  }

  private static boolean isJsonObject(byte[] line) {
    try (JsonParser parser = JSON.createParser(line)) {
      JsonNode node = JSON.readTree(parser);
      return node != null && node.isObject() && parser.nextToken() == null;
    } catch (IOException notJson) {
      return false;
    }
  }

  private Parts parts(LineTemplate.Form form, String text, Pattern token) {
    StringBuilder template = new StringBuilder();
    List<byte[]> found = new ArrayList<>();
    Matcher matcher = token.matcher(text);
    int at = 0;
    int place = 0;
    while (matcher.find()) {
      boolean isKey = token.equals(JSON_TOKEN) && matcher.group(2) != null;
      int group = matcher.group(1) != null ? 1 : matcher.groupCount();
      String value = matcher.group(group);
      boolean whole =
          form != LineTemplate.Form.JSON || group == 1 || value.matches("-?[0-9]+|[a-z]+");
      if (!isKey && whole && (variableMask >> (place++ % Long.SIZE) & 1) != 0) {
        template.append(text, at, matcher.start(group)).append((char) LineTemplate.VARIABLE);
        found.add(value.getBytes(StandardCharsets.ISO_8859_1));
        at = matcher.end(group);
      }
    }
    template.append(text.substring(at));
    return new Parts(form, template.toString().getBytes(StandardCharsets.ISO_8859_1), found);
  }

  @Override
  public int size() {
    return whole.size();
  }

  @Override
  public long[] timestamps() {
    return LongStream.range(0, whole.size()).map(i -> whole.timestamp((int) i)).toArray();
  }

  /** Lines that contain it, and now and then one that does not. */
  @Override
  public BitSet mayContain(byte[] literal, boolean ignoreAsciiCase) {
    LiteralSearch search =
        ignoreAsciiCase ? LiteralSearch.ignoringAsciiCase(literal) : LiteralSearch.exact(literal);
    BitSet found = new BitSet();
    for (int i = 0; i < whole.size(); i++) {
      found.set(
          i, i % 5 == 0 || search.isIn(whole.lineBytes(), whole.lineStart(i), whole.lineEnd(i)));
    }
    return found;
  }

  @Override
  public EntryBatch bareEntries() {
    return bare;
  }

  @Override
  public int[] lineSizes() {
    int[] sizes = new int[whole.size()];
    Arrays.setAll(sizes, i -> whole.lineEnd(i) - whole.lineStart(i));
    return sizes;
  }

  @Override
  public int templates() {
    return templates.size();
  }

  @Override
  public LineTemplate template(int template) {
    return templates.get(template);
  }

  @Override
  public int templateOf(int entry) {
    return templateOf[entry];
  }

  @Override
  public TemplateValues values(int template, int variable) {
    return new Values(values.get(template).get(variable), listsValues);
  }

  @Override
  public @Nullable TemplateValues verbatimLines() {
    return givesVerbatim ? new Values(verbatim, false) : null;
  }

  @Override
  public EntryBatch entries() {
    return whole;
  }

  @Override
  public EntryBatch entries(BitSet wanted) {
    return whole.select(wanted.stream().toArray());
  }

  private static final class Values implements TemplateValues {
    private final byte[] bytes;
    private final int[] starts;
    private final int[] codes;
    private final int distinct;

    Values(List<byte[]> values, boolean listed) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Map<String, Integer> list = new LinkedHashMap<>();
      starts = new int[values.size() + 1];
      codes = new int[values.size()];
      for (int i = 0; i < codes.length; i++) {
        out.writeBytes(values.get(i));
        starts[i + 1] = out.size();
        String key = new String(values.get(i), StandardCharsets.ISO_8859_1);
        codes[i] = list.computeIfAbsent(key, _ -> list.size());
      }
      bytes = out.toByteArray();
      distinct = listed && list.size() <= 256 ? list.size() : 0;
    }

    @Override
    public int size() {
      return codes.length;
    }

    @Override
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public int start(int row) {
      return starts[row];
    }

    @Override
    public int end(int row) {
      return starts[row + 1];
    }

    @Override
    public int distinct() {
      return distinct;
    }

    @Override
    public int code(int row) {
      return codes[row];
    }
  }
}
