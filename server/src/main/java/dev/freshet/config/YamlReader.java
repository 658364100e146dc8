package dev.freshet.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML from the parser's events. Nothing is constructed that a document asks for by tag, and
 * there is no alias, so that a small file cannot become a large tree. Tools read their files with
 * it, too, so that all faults are told in one way.
 */
public final class YamlReader {
  static final int MAX_BYTES = 1024 * 1024;
  private static final int MAX_DEPTH = 16;

  private final String file;
  private final Faults faults;
  private final Iterator<Event> events;

  private YamlReader(String file, String text, Faults faults) {
    this.file = file;
    this.faults = faults;
    var settings = LoadSettings.builder().setLabel(file).setCodePointLimit(MAX_BYTES).build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /** A fault after which the rest of the document cannot be read. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int line;
    private final String found;

    Unreadable(int line, String found, String expected) {
      super(expected, null, false, false);
      this.line = line;
      this.found = found;
    }
  }

  /** The file's root mapping; null, with a fault, when it cannot be read. */
  static Tree.@Nullable Fields read(Path path, Faults faults) {
    return read("config", path, faults);
  }

  /**
   * The root mapping of a file of at most 1 MiB.
   *
   * @param name of the option that named the file, for faults
   * @return null, with a fault, when it cannot be read
   */
  public static Tree.@Nullable Fields read(String name, Path path, Faults faults) {
    byte[] bytes;
    try (var in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      faults.add(Source.FLAG, name, path.toString(), "a file that can be read");
      return null;
    }
    return read(name, name(path), bytes, faults);
  }

  /** As faults call it. */
  public static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  static Tree.@Nullable Fields read(String file, byte[] bytes, Faults faults) {
    return read("config", file, bytes, faults);
  }

  /**
   * The root mapping of what a file holds.
   *
   * @param name of the option that named the file, for faults
   * @param file as faults call it
   * @return null, with a fault, when it cannot be read
   */
  public static Tree.@Nullable Fields read(String name, String file, byte[] bytes, Faults faults) {
    if (bytes.length > MAX_BYTES) {
      faults.add(Source.FLAG, name, file, "a file of at most 1MiB");
      return null;
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      faults.add(Source.FLAG, name, file, "a file in UTF-8");
      return null;
    }
    try {
      return new YamlReader(file, text, faults).document();
    } catch (Unreadable e) {
      faults.add(Source.line(file, e.line), "yaml", e.found, String.valueOf(e.getMessage()));
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      int line = mark.map(m -> m.getLine() + 1).orElse(1);
      faults.add(Source.line(file, line), "yaml", String.valueOf(e.getProblem()), "valid YAML");
    } catch (YamlEngineException e) {
      faults.add(Source.line(file, 1), "yaml", String.valueOf(e.getMessage()), "valid YAML");
    }
    return null;
  }

  private Tree.Fields document() {
    var root = new Tree.Fields(new LinkedHashMap<>(), 1);
    boolean started = false;
    Event event = next();
    while (event.getEventId() != Event.ID.StreamEnd) {
      switch (event.getEventId()) {
        case StreamStart, DocumentEnd, Comment -> {}
        case DocumentStart -> {
          if (started) {
            throw new Unreadable(line(event), "a second document", "one document");
          }
          started = true;
        }
        default -> root = root(event);
      }
      event = next();
    }
    return root;
  }

  private Tree.Fields root(Event event) {
    return switch (node(event, 0)) {
      case Tree.Fields fields -> fields;
      case Tree.Scalar s when s.value().isEmpty() -> new Tree.Fields(new LinkedHashMap<>(), 1);
      case Tree other -> throw new Unreadable(other.line(), other.what(), "a mapping of sections");
    };
  }

  private Event next() {
    if (!events.hasNext()) {
      throw new Unreadable(1, "an unfinished document", "valid YAML");
    }
    return events.next();
  }

  private Tree node(Event event, int depth) {
    if (depth > MAX_DEPTH) {
      throw new Unreadable(line(event), "too deep", "at most " + MAX_DEPTH + " levels");
    }
    if (!(event instanceof NodeEvent node) || event.getEventId() == Event.ID.Alias) {
      throw new Unreadable(line(event), "an alias", "the value itself; there are no aliases here");
    }
    if (node.getAnchor().isPresent()) {
      throw new Unreadable(line(event), "an anchor", "plain values; there are no anchors here");
    }
    return switch (node) {
      case ScalarEvent scalar -> scalar(scalar);
      case CollectionStartEvent start when start.getTag().isPresent() && !start.isImplicit() ->
          throw new Unreadable(line(event), "a tag", "plain values; there are no tags here");
      case CollectionStartEvent start when start.getEventId() == Event.ID.MappingStart ->
          fields(line(start), depth);
      default -> items(line(event), depth);
    };
  }

  private static Tree scalar(ScalarEvent scalar) {
    if (scalar.getTag().isPresent()) {
      throw new Unreadable(line(scalar), "a tag", "plain values; there are no tags here");
    }
    boolean none =
        scalar.isPlain() && (scalar.getValue().equals("~") || scalar.getValue().equals("null"));
    return new Tree.Scalar(none ? "" : scalar.getValue(), line(scalar));
  }

  private Tree items(int line, int depth) {
    List<Tree> items = new ArrayList<>();
    Event event = next();
    while (event.getEventId() != Event.ID.SequenceEnd) {
      items.add(node(event, depth + 1));
      event = next();
    }
    return new Tree.Items(Collections.unmodifiableList(items), line);
  }

  private Tree fields(int line, int depth) {
    var fields = new LinkedHashMap<String, Tree.Field>();
    Event event = next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      if (!(node(event, depth + 1) instanceof Tree.Scalar key)) {
        throw new Unreadable(line(event), "a key that is no text", "a text as key");
      }
      Tree value = node(next(), depth + 1);
      Tree.Field earlier = fields.putIfAbsent(key.value(), new Tree.Field(value, key.line()));
      if (earlier != null) {
        faults.add(
            Source.line(file, key.line()),
            key.value(),
            "given twice",
            "once; it stands in line " + earlier.line() + " already");
      }
      event = next();
    }
    return new Tree.Fields(fields, line);
  }

  private static int line(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
