package dev.freshet.tools.plan.emit;

import dev.freshet.tools.files.TextFile;
import dev.freshet.tools.plan.size.Bound;
import java.util.List;

/** An image, Docker Compose for a node's machine, and Kubernetes for a whole region. */
final class ContainerSetup {
  /** Shells know it and do not hand it on by themselves: all nodes would have one name. */
  private static final String NAME =
      "\"${HOSTNAME:?each node needs a name of its own, so run: export HOSTNAME}\"";

  private static final String BRIDGED =
      """
            # HAProxy comes over Docker's bridge, not over loopback.
            FRESHET_SERVER_HOST: 0.0.0.0
            FRESHET_SERVER_TRUSTED_PROXIES: 172.16.0.0/12
      """;

  private final Layout layout;
  private final Secrets secrets;
  private final long patience;

  ContainerSetup(Layout layout, Secrets secrets) {
    this.layout = layout;
    this.secrets = secrets;
    this.patience = NodeConfig.stopTimeout(layout) + 15;
  }

  List<TextFile> files() {
    return List.of(
        dockerfile(),
        compose(),
        new NodeConfig(layout, secrets).forPods(),
        deployment(),
        service(),
        kustomization());
  }

  private TextFile dockerfile() {
    String text =
        layout.head("An image with the launcher and the jar, which lie beside this file")
            + """
            # docker build -t freshet:local docker
            FROM eclipse-temurin:25-jre

            RUN useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin freshet
            COPY --chmod=755 freshet /opt/freshet/freshet
            COPY --chmod=644 freshet.jar /opt/freshet/freshet.jar
            # Makes the cache for quick starts once, instead of at every start.
            RUN /opt/freshet/freshet --prepare

            USER freshet
            ENV FRESHET_CONFIG=/etc/freshet/freshet.yaml
            EXPOSE %d
            # The launcher becomes the JVM, which gets the signals: SIGTERM sends clients away in peace.
            STOPSIGNAL SIGTERM
            ENTRYPOINT ["/opt/freshet/freshet"]
            CMD ["serve"]
            """
                .formatted(Layout.PORT);
    return new TextFile("docker/Dockerfile", text, "docker build --check docker");
  }

  private TextFile compose() {
    boolean local = layout.isAlone() && !layout.tls();
    String text =
        layout.head("For the machine of one node; compose.override.yaml beside it has the limits")
            + """

            services:
              freshet:
                image: freshet:local
                build: .
                restart: unless-stopped
                env_file: ../secrets.env
                ports:
                  # %s
                  - "%s%d:%d"
                environment:
                  # Nodes with one freshet.yaml are told apart by it.
                  FRESHET_NODE_NAME: %s
            %s    volumes:
                  - ../freshet.yaml:/etc/freshet/freshet.yaml:ro
            %s    # Longer than stop.timeout in freshet.yaml.
                stop_grace_period: %ds
            """
                .formatted(
                    local
                        ? "HAProxy on this machine is the only one that may come."
                        : "A firewall keeps it from others than it is for.",
                    local ? "127.0.0.1:" : "",
                    Layout.PORT,
                    Layout.PORT,
                    layout.isAlone() ? "node1" : NAME,
                    local ? BRIDGED : "",
                    layout.tls() ? "      - /etc/freshet/tls:/etc/freshet/tls:ro\n" : "",
                    patience);
    return new TextFile(
        "docker/compose.yaml",
        text,
        "HOSTNAME=node1 docker compose -f docker/compose.yaml -f docker/compose.override.yaml config");
  }

  private TextFile kustomization() {
    String text =
        layout.head("For Kubernetes: kubectl apply -k .")
            + """
            # Redis runs outside, by the files in redis/, or as your cluster runs it: then its URL in secrets.env.

            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
              - kubernetes/deployment.yaml
              - kubernetes/service.yaml
            patches:
              # The limits, with their reasons.
              - path: kubernetes/patch.yaml
            configMapGenerator:
              - name: freshet
                files:
                  - freshet.yaml=kubernetes/freshet.yaml
            secretGenerator:
              - name: freshet
                envs:
                  - secrets.env
            """;
    return new TextFile("kustomization.yaml", text, "kubectl kustomize .");
  }

  private TextFile deployment() {
    String text =
        layout.head("The pods of one region, each on a node of its own")
            + """

            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: freshet
              labels:
                app: freshet
            spec:
              # %s
              replicas: %d
              selector:
                matchLabels:
                  app: freshet
              strategy:
                # One after the other, since only one is to spare; its clients move to the others.
                rollingUpdate:
                  maxSurge: 1
                  maxUnavailable: 0
            """
                .formatted(reason(), layout.nodes().count())
            + pods()
            + container()
            + volumes();
    return new TextFile("kubernetes/deployment.yaml", text, "kubectl kustomize .");
  }

  private String pods() {
    return """
      template:
        metadata:
          labels:
            app: freshet
        spec:
          # Longer than stop.timeout in freshet.yaml.
          terminationGracePeriodSeconds: %d
          # Two pods on one machine would be lost together.
          topologySpreadConstraints:
            - maxSkew: 1
              topologyKey: kubernetes.io/hostname
              whenUnsatisfiable: DoNotSchedule
              labelSelector:
                matchLabels:
                  app: freshet
    """
        .formatted(patience);
  }

  private String reason() {
    Bound bound = layout.nodes().bound();
    if (layout.isAlone()) {
      return "One is enough; when it is lost its clients wait for the next.";
    }
    return bound == Bound.LEAST
        ? "One is enough, and one is to spare."
        : "By %s; one of them is to spare.".formatted(bound.word());
  }

  private String container() {
    return """
          containers:
            - name: freshet
              image: freshet:local
              ports:
                - name: clients
                  containerPort: %d
              envFrom:
                - secretRef:
                    name: freshet
              env:
                - name: FRESHET_NODE_NAME
                  valueFrom:
                    fieldRef:
                      fieldPath: metadata.name
              volumeMounts:
                - name: config
                  mountPath: /etc/freshet/freshet.yaml
                  subPath: freshet.yaml
                  readOnly: true
    """
            .formatted(Layout.PORT)
        + (layout.tls()
            ? """
                        - name: tls
                          mountPath: /etc/freshet/tls
                          readOnly: true
            """
            : "")
        + probes()
        + rights();
  }

  private static String rights() {
    return """
              securityContext:
                allowPrivilegeEscalation: false
                runAsNonRoot: true
                # Any number but 0; the image's user has a name only.
                runAsUser: 10001
                capabilities:
                  drop: [ALL]
    """;
  }

  private String probes() {
    return """
              # A pod that is not ready gets no new clients and keeps those it has.
              readinessProbe:
                httpGet:
                  path: /ready
                  port: clients
                  scheme: %1$s
                  httpHeaders:
                    - name: Host
                      value: %2$s
                # Longer than ready.timeout, so that it is the pod that says so.
                timeoutSeconds: 5
                periodSeconds: 2
              # In a storm pods answer late: they are given longer before they are killed.
              livenessProbe:
                httpGet:
                  path: /health
                  port: clients
                  scheme: %1$s
                  httpHeaders:
                    - name: Host
                      value: %2$s
                timeoutSeconds: 5
                periodSeconds: 10
                failureThreshold: 6
    """
        .formatted(layout.tls() ? "HTTPS" : "HTTP", Layout.NAME);
  }

  private String volumes() {
    String tls =
        """
                - name: tls
                  # kubectl create secret tls freshet-tls --cert=fullchain.pem --key=privkey.pem
                  secret:
                    secretName: freshet-tls
                    items:
                      - key: tls.crt
                        path: fullchain.pem
                      - key: tls.key
                        path: privkey.pem
        """;
    return """
          volumes:
            - name: config
              configMap:
                name: freshet
    """
        + (layout.tls() ? tls : "");
  }

  private TextFile service() {
    String text =
        layout.head("Where clients come, and how many pods may be away at once")
            + """

            apiVersion: v1
            kind: Service
            metadata:
              name: freshet
            spec:
              # %s
              type: LoadBalancer
              # Without a second hop, and with the clients' own addresses.
              externalTrafficPolicy: Local
              selector:
                app: freshet
              ports:
                - name: clients
                  port: %d
                  targetPort: clients
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: freshet
            spec:
              # As many as are to spare.
              maxUnavailable: 1
              selector:
                matchLabels:
                  app: freshet
            """
                .formatted(
                    layout.tls()
                        ? "TCP passed through: the pods end TLS."
                        : "Without TLS: what your provider has to end it belongs in front, by its annotations.",
                    layout.tls() ? 443 : 80);
    return new TextFile("kubernetes/service.yaml", text, "kubectl kustomize .");
  }
}
