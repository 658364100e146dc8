package dev.freshet.net.tls;

import dev.freshet.model.Secret;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What TLS is told.
 *
 * @param certificate a PEM file with the chain, the server's own first
 * @param key a PEM file with its unencrypted private key in PKCS#8
 * @param handshake how long a handshake may take
 * @param ticketSecret what the keys of session tickets are derived from, the same on all nodes;
 *     null for one of this node's own
 * @param ticketRotation how long a ticket key is used; zero for no tickets
 */
public record TlsSettings(
    Path certificate,
    Path key,
    Duration handshake,
    @Nullable Secret ticketSecret,
    Duration ticketRotation) {}
