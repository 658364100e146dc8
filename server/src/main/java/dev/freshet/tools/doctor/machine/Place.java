package dev.freshet.tools.doctor.machine;

import dev.freshet.tools.proc.Root;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What runs the process, because that decides where its limits are set.
 *
 * @param kind what it is
 * @param unit the systemd unit; empty where there is none
 */
public record Place(Kind kind, String unit) {
  private static final Pattern UNIT = Pattern.compile(".*/([^/]+\\.service)(?:/.*)?");
  private static final Pattern DOCKER = Pattern.compile(".*/(?:docker|libpod|containerd|lxc).*");

  /** Kinds of places. */
  public enum Kind {
    /** A unit of systemd. */
    SERVICE("a systemd service"),
    /** A container of Docker, Podman or another runtime. */
    CONTAINER("a container"),
    /** A container of a Kubernetes pod. */
    POD("a Kubernetes pod"),
    /** A login shell, or anything else. */
    SHELL("no service or container");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** In words, after "runs in". */
    public String words() {
      return words;
    }
  }

  static Place of(Root root, Cgroup cgroup) {
    String path = cgroup.path();
    if (path.contains("kubepods") || root.has("var/run/secrets/kubernetes.io")) {
      return new Place(Kind.POD, "");
    }
    if (DOCKER.matcher(path).matches() || root.has(".dockerenv") || root.has("run/.containerenv")) {
      return new Place(Kind.CONTAINER, "");
    }
    Matcher unit = UNIT.matcher(path);
    // Those of a desktop's or a login's own systemd are sessions of a user.
    return unit.matches() && !unit.group(1).startsWith("user@")
        ? new Place(Kind.SERVICE, unit.group(1))
        : new Place(Kind.SHELL, "");
  }
}
