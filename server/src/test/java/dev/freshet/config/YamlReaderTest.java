package dev.freshet.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
  private final Faults faults = new Faults();

  private Tree.@Nullable Fields read(String yaml) {
    return YamlReader.read("f.yaml", yaml.getBytes(UTF_8), faults);
  }

  private List<String> told() {
    ConfigFaults raised = catchThrowableOfType(ConfigFaults.class, faults::raise);
    return raised == null ? List.of() : raised.faults().stream().map(Fault::toString).toList();
  }

  @Test
  void everyPartKnowsItsLine() {
    Tree.Fields root = read("a: 1\nb:\n  - x\n  - y: z\n");
    assertThat(root)
        .hasToString(
            "Fields[fields={a=Field[value=Scalar[value=1, line=1], line=1], b=Field[value=Items[items=["
                + "Scalar[value=x, line=3], Fields[fields={y=Field[value=Scalar[value=z, line=4],"
                + " line=4]}, line=4]], line=3], line=2]}, line=1]");
    assertThat(told()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# only a comment\n", "---\n", "~", "null\n", "{}"})
  void nothingIsAnEmptyRoot(String yaml) {
    assertThat(read(yaml))
        .isNotNull()
        .extracting(Tree.Fields::fields)
        .isEqualTo(java.util.Map.of());
    assertThat(told()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: *b                 | f.yaml:1: yaml: an alias (expected: the value itself",
        "a: &b 1               | f.yaml:1: yaml: an anchor (expected: plain values",
        "a: &b {c: 1}          | f.yaml:1: yaml: an anchor (expected: plain values",
        "a: !!java.net.URL [x] | f.yaml:1: yaml: a tag (expected: plain values",
        "a: !x {b: 1}          | f.yaml:1: yaml: a tag (expected: plain values",
        "a: !!str 1            | f.yaml:1: yaml: a tag (expected: plain values",
        "[1, 2]                | f.yaml:1: yaml: a sequence (expected: a mapping of sections)",
        "just text             | f.yaml:1: yaml: just text (expected: a mapping of sections)",
        "{[a]: b}              | f.yaml:1: yaml: a key that is no text (expected: a text as key)",
        "a: {b: 1              | f.yaml:1: yaml: ",
        "'a: \"x'              | f.yaml:1: yaml: ",
        "a: %x                 | f.yaml:1: yaml: ",
        "a: @x                 | f.yaml:1: yaml: ",
      })
  void whatAConfigurationDoesNotNeedIsAFault(String yaml, String fault) {
    assertThat(read(yaml)).isNull();
    assertThat(told()).singleElement().asString().startsWith(fault);
  }

  @Test
  void aKeyGivenTwiceIsAFault() {
    assertThat(read("a: 1\nb: 2\na: 3\n")).isNotNull();
    assertThat(told())
        .containsExactly("f.yaml:3: a: given twice (expected: once; it stands in line 1 already)");
  }

  @Test
  void aSecondDocumentIsAFault() {
    assertThat(read("a: 1\n---\nb: 2\n")).isNull();
    assertThat(told())
        .containsExactly("f.yaml:2: yaml: a second document (expected: one document)");
  }

  @Test
  void deepNestingIsAFaultWhateverItsDepth() {
    for (int depth : new int[] {17, 1_000, YamlReader.MAX_BYTES - 10}) {
      assertThat(read("a: " + "[".repeat(depth))).isNull();
    }
    assertThat(told())
        .hasSize(3)
        .allMatch(f -> f.equals("f.yaml:1: yaml: too deep (expected: at most 16 levels)"));
  }

  @Test
  void aFileThatIsTooLargeOrNotUtf8IsAFault() {
    assertThat(YamlReader.read("f.yaml", new byte[YamlReader.MAX_BYTES + 1], faults)).isNull();
    assertThat(YamlReader.read("f.yaml", new byte[] {'a', ':', ' ', (byte) 0xC3}, faults)).isNull();
    assertThat(told())
        .containsExactly(
            "config: f.yaml (expected: a file of at most 1MiB)",
            "config: f.yaml (expected: a file in UTF-8)");
  }

  @Test
  void moreFaultsThanAnybodyReadsAreCounted() {
    read("a: 1\n" + "a: 2\n".repeat(150));
    assertThat(told())
        .hasSize(Faults.MAX + 1)
        .last()
        .asString()
        .isEqualTo("faults: 50 more (expected: at most 100 at once)");
  }
}
