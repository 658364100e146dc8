package dev.freshet.cli;

import dev.freshet.cli.client.ClientFault;
import dev.freshet.cli.client.Json;
import dev.freshet.cli.process.ConfigOptions;
import dev.freshet.cli.process.Terminal;
import dev.freshet.config.Config;
import dev.freshet.config.Setting;
import dev.freshet.config.Settings;
import dev.freshet.config.kind.Kind;
import dev.freshet.model.app.App;
import dev.freshet.model.app.ChannelPattern;
import dev.freshet.session.SignedUrl;
import dev.freshet.session.token.Explanation;
import dev.freshet.session.token.HttpJwksSource;
import dev.freshet.session.token.TokenClaims;
import dev.freshet.session.token.TokenMaker;
import dev.freshet.session.token.TokenRequest;
import dev.freshet.session.token.TokenSettings;
import dev.freshet.session.token.TokenVerifier;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code freshet token}: makes and explains what clients prove themselves with. */
@Command(
    name = "token",
    header = "Make or explain a token, or sign a URL. Needs no server.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "  freshet token make --subscribe 'chat-*' --ttl 1h",
      "  freshet token explain TOKEN",
      "  freshet token sign http://127.0.0.1:8080/channels/chat --ttl 10m"
    })
final class TokenCommand extends CommandGroup {
  private static final Kind.Span TTL = new Kind.Span(Duration.ofSeconds(1), Duration.ofDays(3650));
  private static final int MAX_TOKEN = 64 * 1024;
  private static final int MAX_PEM = 64 * 1024;

  /** Its subcommands, by name in the order of help. */
  static Map<String, Object> parts(Terminal terminal, InstantSource clock) {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("make", new Make(terminal, clock));
    parts.put("explain", new Explain(terminal, clock));
    parts.put("sign", new Sign(terminal, clock));
    return parts;
  }

  private static Duration ttl(@Nullable CommandSpec spec, String text) {
    Duration ttl = TTL.read(text);
    if (ttl == null) {
      throw fault(spec, "--ttl: " + text + " (expected: " + TTL.expected() + ")");
    }
    return ttl;
  }

  private static RuntimeException fault(@Nullable CommandSpec spec, @Nullable String message) {
    String text = String.valueOf(message);
    return spec == null
        ? new IllegalArgumentException(text)
        : new ParameterException(spec.commandLine(), text);
  }

  /** Makes one. */
  @Command(
      name = "make",
      header = "Make a token: a JWT that grants channels by pattern.",
      description =
          "Signed with the app's secret (HS256), or with a private key (RS256, ES256 or EdDSA).",
      footer = {
        "  freshet token make --subscribe 'chat-*' --publish chat-lobby --user ada --ttl 1h",
        "  freshet token make --subscribe '*' --config freshet.yaml --app KEY",
        "  freshet token make --subscribe news --key private.pem --key-id 2026-01",
        "  freshet token make --subscribe news --format json"
      })
  static final class Make implements Callable<Integer> {
    private final Terminal terminal;
    private final InstantSource clock;

    @Spec private @Nullable CommandSpec spec;

    @Mixin private final ConfigOptions config = new ConfigOptions();

    @Mixin private final AppOptions app = new AppOptions();

    @Option(
        names = "--subscribe",
        paramLabel = "PATTERN",
        description = "channels the bearer may hear; * stands for any characters; repeatable")
    private List<String> subscribe = List.of();

    @Option(
        names = "--publish",
        paramLabel = "PATTERN",
        description = "channels the bearer may publish on; repeatable")
    private List<String> publish = List.of();

    @Option(
        names = "--history",
        paramLabel = "PATTERN",
        description = "channels whose history the bearer may read; repeatable")
    private List<String> history = List.of();

    @Option(names = "--user", paramLabel = "ID", description = "who the bearer is (sub)")
    private @Nullable String user;

    @Option(names = "--ttl", paramLabel = "TIME", description = "how long it holds (default: 1h)")
    private String ttl = "1h";

    @Option(names = "--audience", paramLabel = "TEXT", description = "whom it is for (aud)")
    private @Nullable String audience;

    @Option(names = "--issuer", paramLabel = "TEXT", description = "who made it (iss)")
    private @Nullable String issuer;

    @Option(names = "--key", paramLabel = "FILE", description = "sign with this PEM private key")
    private @Nullable Path key;

    @Option(names = "--key-id", paramLabel = "ID", description = "the key's name (kid)")
    private @Nullable String keyId;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json (default: text)")
    private Format format = Format.TEXT;

    Make(Terminal terminal, InstantSource clock) {
      this.terminal = terminal;
      this.clock = clock;
    }

    @Override
    public Integer call() throws ClientFault {
      Instant now = clock.instant();
      String token;
      Duration life = ttl(spec, ttl);
      try {
        token = maker().make(request(life), now);
      } catch (IllegalArgumentException e) {
        throw fault(spec, e.getMessage());
      }
      if (format == Format.JSON) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("token", token);
        map.put("expires", now.plus(life).getEpochSecond());
        terminal.json(map);
      } else {
        terminal.print(token);
      }
      return Cli.OK;
    }

    private TokenRequest request(Duration life) {
      return new TokenRequest(
          Optional.ofNullable(user),
          patterns(subscribe),
          patterns(publish),
          patterns(history),
          life,
          Optional.ofNullable(audience),
          Optional.ofNullable(issuer));
    }

    private static List<ChannelPattern> patterns(List<String> texts) {
      return texts.stream().map(ChannelPattern::new).toList();
    }

    private TokenMaker maker() throws ClientFault {
      if (key == null) {
        App owner = app.app(terminal, config.load(terminal, Map.of()));
        return TokenMaker.withSecret(owner.secret());
      }
      try (var in = Files.newInputStream(key)) {
        String pem = new String(in.readNBytes(MAX_PEM), StandardCharsets.US_ASCII);
        return TokenMaker.withPrivateKey(pem, Optional.ofNullable(keyId));
      } catch (IOException e) {
        throw new ClientFault("--key: cannot read " + key + ": " + e);
      }
    }
  }

  /** Explains one. */
  @Command(
      name = "explain",
      header = "Show what a token says, and whether the app would take it now.",
      description = "Ends with 0 when it would be taken, with 1 when it would be refused.",
      footer = {
        "  freshet token explain TOKEN",
        "  pbpaste | freshet token explain - --config freshet.yaml --app KEY",
        "  freshet token explain TOKEN --format json"
      })
  static final class Explain implements Callable<Integer> {
    private final Terminal terminal;
    private final InstantSource clock;

    @Mixin private final ConfigOptions config = new ConfigOptions();

    @Mixin private final AppOptions app = new AppOptions();

    @Parameters(
        paramLabel = "TOKEN",
        description = "the token, or - to read it from standard input")
    private String token = "";

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json (default: text)")
    private Format format = Format.TEXT;

    Explain(Terminal terminal, InstantSource clock) {
      this.terminal = terminal;
      this.clock = clock;
    }

    @Override
    public Integer call() throws ClientFault {
      Config loaded = config.load(terminal, Map.of());
      var verifier = new TokenVerifier(clock, new HttpJwksSource(), settings(loaded.settings()));
      Explanation explanation =
          Explanation.of(verifier, app.app(terminal, loaded), token().strip());
      if (format == Format.JSON) {
        terminal.json(map(explanation));
      } else {
        print(explanation);
      }
      return explanation.isTaken() ? Cli.OK : Cli.FAILED;
    }

    private String token() throws ClientFault {
      if (!token.equals("-")) {
        return token;
      }
      try {
        return new String(terminal.in().readNBytes(MAX_TOKEN), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new ClientFault("cannot read standard input: " + e);
      }
    }

    private static TokenSettings settings(Settings settings) {
      return new TokenSettings(
          settings.duration(Setting.TOKENS_LEEWAY),
          settings.duration(Setting.TOKENS_JWKS_CACHE),
          settings.duration(Setting.TOKENS_JWKS_TIMEOUT));
    }

    private void print(Explanation explanation) {
      explanation.header().ifPresent(header -> terminal.print("header     " + header));
      explanation.claims().ifPresent(claims -> terminal.print("claims     " + claims));
      explanation.granted().ifPresent(this::print);
      terminal.print("verdict    " + verdict(explanation));
    }

    private void print(TokenClaims granted) {
      Duration left = Duration.between(clock.instant(), granted.expires());
      terminal.print("expires    " + granted.expires() + ", in " + left.toSeconds() + " s");
      terminal.print("subscribe  " + list(granted.subscribe()));
      terminal.print("publish    " + list(granted.publish()));
      terminal.print("history    " + list(granted.history()));
    }

    private static String list(List<ChannelPattern> patterns) {
      return patterns.isEmpty()
          ? "(nothing)"
          : patterns.stream().map(ChannelPattern::text).collect(Collectors.joining(" "));
    }

    private static String verdict(Explanation explanation) {
      return explanation
          .refusal()
          .map(refusal -> "refused: " + refusal.detail() + " (" + refusal.problem().code() + ")")
          .orElse("taken");
    }

    private static Map<String, Object> map(Explanation explanation) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("taken", explanation.isTaken());
      explanation
          .refusal()
          .ifPresent(refusal -> {
            map.put("code", refusal.problem().code());
            map.put("detail", refusal.detail());
          });
      explanation.header().ifPresent(header -> map.put("header", new Json.Raw(header)));
      explanation.claims().ifPresent(claims -> map.put("claims", new Json.Raw(claims)));
      return map;
    }
  }

  /** Signs a URL. */
  @Command(
      name = "sign",
      header = "Sign a URL: whoever has it may hear its channels until it expires.",
      footer = {
        "  freshet token sign http://127.0.0.1:8080/channels/chat --ttl 10m",
        "  freshet token sign 'https://push.example.com/channels?channel=a&channel=b&app=KEY'",
        "  freshet token sign /channels/chat --config freshet.yaml --app KEY --format json"
      })
  static final class Sign implements Callable<Integer> {
    private final Terminal terminal;
    private final InstantSource clock;

    @Spec private @Nullable CommandSpec spec;

    @Mixin private final ConfigOptions config = new ConfigOptions();

    @Mixin private final AppOptions app = new AppOptions();

    @Parameters(paramLabel = "URL", description = "the whole address, or its path and query alone")
    private String url = "";

    @Option(names = "--ttl", paramLabel = "TIME", description = "how long it holds (default: 1h)")
    private String ttl = "1h";

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json (default: text)")
    private Format format = Format.TEXT;

    Sign(Terminal terminal, InstantSource clock) {
      this.terminal = terminal;
      this.clock = clock;
    }

    @Override
    public Integer call() {
      Instant expires = clock.instant().plus(ttl(spec, ttl));
      App owner = app.app(terminal, config.load(terminal, Map.of()));
      String signed;
      try {
        signed = SignedUrl.sign(owner.secret(), new URI(url), expires);
      } catch (URISyntaxException _) {
        throw fault(spec, "url: " + url + " (expected: an address, percent-encoded)");
      } catch (IllegalArgumentException e) {
        throw fault(spec, e.getMessage());
      }
      if (format == Format.JSON) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("url", signed);
        map.put("expires", expires.getEpochSecond());
        terminal.json(map);
      } else {
        terminal.print(signed);
      }
      return Cli.OK;
    }
  }
}
