/**
 * TLS: the certificate, and the keys by which clients take up a session again. The only place for
 * Netty's TLS but for {@link dev.freshet.net.HalfClose}.
 */
@NullMarked
package dev.freshet.net.tls;

import org.jspecify.annotations.NullMarked;
