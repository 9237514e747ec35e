package io.millrace.ingester.otlp;

import io.millrace.bytes.ByteCursor;
import io.millrace.bytes.FormatException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads an {@code ExportLogsServiceRequest} from protobuf. */
final class OtlpProtobuf {
  private static final int MAX_DEPTH = 64;

  private final ByteCursor in;

  private OtlpProtobuf(byte[] body) {
    this.in = new ByteCursor(body);
  }

  static OtlpLogs decode(byte[] body) throws FormatException {
    OtlpProtobuf reader = new OtlpProtobuf(body);
    List<OtlpLogs.ResourceLogs> resources = new ArrayList<>();
    reader.fields(
        (number, type) -> {
          if (number == 1) {
            resources.add(reader.message(type, reader::resourceLogs));
          } else {
            reader.skip(type);
          }
        });
    return new OtlpLogs(resources);
  }

  /** Reads one field's value, or passes over it. */
  @FunctionalInterface
  private interface FieldReader {
    void read(int number, int type) throws FormatException;
  }

  /** Reads a message up to the cursor's limit. */
  @FunctionalInterface
  private interface MessageReader<T> {
    T read() throws FormatException;
  }

  private void fields(FieldReader reader) throws FormatException {
    while (in.hasRemaining()) {
      long tag = in.uvarint("field tag");
      if (tag >>> 3 == 0 || tag >>> 32 != 0) {
        throw FormatException.damaged(in.offset(), "illegal field tag");
      }
      reader.read((int) (tag >>> 3), (int) (tag & 7));
    }
  }

  private <T> T message(int type, MessageReader<T> reader) throws FormatException {
    require(type, 2);
    int outer = in.narrow(in.length("message"), "message");
    T result = reader.read();
    in.restoreLimit(outer);
    return result;
  }

  private String text(int type) throws FormatException {
    require(type, 2);
    return in.utf8("string");
  }

  private byte[] bytes(int type) throws FormatException {
    require(type, 2);
    return in.bytes(in.length("bytes"), "bytes");
  }

  private long varint(int type) throws FormatException {
    require(type, 0);
    return in.uvarint("varint");
  }

  private long fixed64(int type) throws FormatException {
    require(type, 1);
    return in.longLe("fixed64");
  }

  private void require(int found, int expected) throws FormatException {
    if (found != expected) {
      throw FormatException.mismatch(in.offset(), "wire type", expected, found);
    }
  }

  private void skip(int type) throws FormatException {
    switch (type) {
      case 0 -> in.uvarint("unknown field");
      case 1 -> in.skip(8, "unknown field");
      case 2 -> in.skip(in.length("unknown field"), "unknown field");
      case 5 -> in.skip(4, "unknown field");
      default -> throw FormatException.damaged(in.offset(), "wire type " + type);
    }
  }

  private OtlpLogs.ResourceLogs resourceLogs() throws FormatException {
    List<OtlpValue.Attribute> attributes = new ArrayList<>();
    List<OtlpLogs.ScopeLogs> scopes = new ArrayList<>();
    fields(
        (number, type) -> {
          switch (number) {
            case 1 -> attributes.addAll(message(type, this::resource));
            // 1000 is what early exporters called field 2.
            case 2, 1000 -> scopes.add(message(type, this::scopeLogs));
            default -> skip(type);
          }
        });
    return new OtlpLogs.ResourceLogs(attributes, scopes);
  }

  private List<OtlpValue.Attribute> resource() throws FormatException {
    List<OtlpValue.Attribute> attributes = new ArrayList<>();
    fields(
        (number, type) -> {
          if (number == 1) {
            attributes.add(message(type, () -> attribute(0)));
          } else {
            skip(type);
          }
        });
    return attributes;
  }

  private OtlpLogs.ScopeLogs scopeLogs() throws FormatException {
    OtlpLogs.Scope[] scope = {OtlpLogs.Scope.NONE};
    List<OtlpLogs.LogRecord> records = new ArrayList<>();
    fields(
        (number, type) -> {
          switch (number) {
            case 1 -> scope[0] = message(type, this::scope);
            case 2 -> records.add(message(type, this::logRecord));
            default -> skip(type);
          }
        });
    return new OtlpLogs.ScopeLogs(scope[0], records);
  }

  private OtlpLogs.Scope scope() throws FormatException {
    String[] texts = {"", ""};
    long[] dropped = {0};
    List<OtlpValue.Attribute> attributes = new ArrayList<>();
    fields(
        (number, type) -> {
          switch (number) {
            case 1 -> texts[0] = text(type);
            case 2 -> texts[1] = text(type);
            case 3 -> attributes.add(message(type, () -> attribute(0)));
            case 4 -> dropped[0] = varint(type);
            default -> skip(type);
          }
        });
    return new OtlpLogs.Scope(texts[0], texts[1], attributes, dropped[0]);
  }

  private OtlpLogs.LogRecord logRecord() throws FormatException {
    RecordFields fields = new RecordFields();
    fields((number, type) -> recordField(fields, number, type));
    return fields.build();
  }

  private void recordField(RecordFields fields, int number, int type) throws FormatException {
    switch (number) {
      case 1 -> fields.timeNanos = fixed64(type);
      case 2 -> fields.severityNumber = (int) varint(type);
      case 3 -> fields.severityText = text(type);
      case 5 -> fields.body = message(type, () -> value(0));
      case 6 -> fields.attributes.add(message(type, () -> attribute(0)));
      case 7 -> fields.droppedAttributes = varint(type);
      case 8 -> {
        require(type, 5);
        fields.flags = Integer.toUnsignedLong(in.intLe("flags"));
      }
      case 9 -> fields.traceId = HexFormat.of().formatHex(bytes(type));
      case 10 -> fields.spanId = HexFormat.of().formatHex(bytes(type));
      case 11 -> fields.observedNanos = fixed64(type);
      default -> skip(type);
    }
  }

  private OtlpValue.Attribute attribute(int depth) throws FormatException {
    String[] key = {""};
    OtlpValue[] value = {new OtlpValue.Empty()};
    fields(
        (number, type) -> {
          switch (number) {
            case 1 -> key[0] = text(type);
            case 2 -> value[0] = message(type, () -> value(depth + 1));
            default -> skip(type);
          }
        });
    return new OtlpValue.Attribute(key[0], value[0]);
  }

  private OtlpValue value(int depth) throws FormatException {
    if (depth > MAX_DEPTH) {
      throw FormatException.tooLarge(in.offset(), "nesting of values", depth, MAX_DEPTH);
    }
    OtlpValue[] value = {new OtlpValue.Empty()};
    fields(
        (number, type) -> {
          switch (number) {
            case 1 -> value[0] = new OtlpValue.Text(text(type));
            case 2 -> value[0] = new OtlpValue.Bool(varint(type) != 0);
            case 3 -> value[0] = new OtlpValue.Int(varint(type));
            case 4 -> value[0] = new OtlpValue.Decimal(Double.longBitsToDouble(fixed64(type)));
            case 5 -> value[0] = new OtlpValue.Array(message(type, () -> array(depth)));
            case 6 -> value[0] = new OtlpValue.Attributes(message(type, () -> attributes(depth)));
            case 7 -> value[0] = OtlpValue.Bytes.of(bytes(type));
            default -> skip(type);
          }
        });
    return value[0];
  }

  private List<OtlpValue> array(int depth) throws FormatException {
    List<OtlpValue> values = new ArrayList<>();
    fields(
        (number, type) -> {
          if (number == 1) {
            values.add(message(type, () -> value(depth + 1)));
          } else {
            skip(type);
          }
        });
    return values;
  }

  private List<OtlpValue.Attribute> attributes(int depth) throws FormatException {
    List<OtlpValue.Attribute> values = new ArrayList<>();
    fields(
        (number, type) -> {
          if (number == 1) {
            values.add(message(type, () -> attribute(depth + 1)));
          } else {
            skip(type);
          }
        });
    return values;
  }
}
