package dev.freshet.net.http;

import dev.freshet.model.Problem;
import dev.freshet.model.Refused;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of header fields that are lists of tokens, with or without parameters: RFC 6455
 * section 9.1 over the rules of RFC 9110 section 5.6. A field that occurs several times is one
 * list. Time and memory are linear in the value's length.
 */
final class FieldReader {

  /**
   * An element of a list.
   *
   * @param name as written
   * @param parameters in order, doubles included
   */
  record Element(String name, List<Parameter> parameters) {}

  /**
   * A parameter of an element.
   *
   * @param value unquoted; null when it has none
   */
  record Parameter(String name, @Nullable String value) {}

  private final String field;
  private final String text;
  private int at;

  private FieldReader(String field, String text) {
    this.field = field;
    this.text = text;
  }

  /**
   * All elements of a field.
   *
   * @param field its name, for the refusal
   * @param values one for each time it occurs
   * @throws Refused with {@link Problem#BAD_HANDSHAKE} when a value breaks the grammar
   */
  static List<Element> elements(String field, List<String> values) {
    List<Element> elements = new ArrayList<>();
    for (String value : values) {
      new FieldReader(field, value).list(elements);
    }
    return elements;
  }

  private void list(List<Element> elements) {
    while (!isAtEnd()) {
      // Empty elements are skipped, as RFC 9110 section 5.6.1 asks of recipients.
      if (!take(',')) {
        elements.add(element());
        if (!isAtEnd() && !take(',')) {
          throw malformed();
        }
      }
    }
  }

  private Element element() {
    String name = token();
    List<Parameter> parameters = new ArrayList<>(2);
    while (take(';')) {
      String parameter = token();
      parameters.add(new Parameter(parameter, take('=') ? value() : null));
    }
    return new Element(name, parameters);
  }

  /** A token, or a quoted string that holds one. */
  private String value() {
    if (!take('"')) {
      return token();
    }
    var value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        at++;
      }
      if (at == text.length() || !isTokenChar(text.charAt(at))) {
        throw malformed();
      }
      value.append(text.charAt(at++));
    }
    if (!take('"') || value.isEmpty()) {
      throw malformed();
    }
    return value.toString();
  }

  private String token() {
    skipSpace();
    int start = at;
    while (at < text.length() && isTokenChar(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw malformed();
    }
    return text.substring(start, at);
  }

  private boolean take(char c) {
    skipSpace();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private boolean isAtEnd() {
    skipSpace();
    return at == text.length();
  }

  private void skipSpace() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private static boolean isTokenChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  private Refused malformed() {
    return new Refused(Problem.BAD_HANDSHAKE, field + " is malformed");
  }
}
