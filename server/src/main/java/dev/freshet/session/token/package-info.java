/**
 * JSON Web Tokens (RFC 7519): reading, verifying, making and explaining them, and the key sets that
 * verify them. The only place for the JOSE library. Knows nothing of connections; {@link
 * dev.freshet.session.Authorizer} is what the rest of the server asks.
 *
 * <p>A key is bound to one algorithm when it is read, and a token's header only ever chooses among
 * the app's own keys of the algorithm it names. No key and no address is ever taken from a token.
 */
@NullMarked
package dev.freshet.session.token;

import org.jspecify.annotations.NullMarked;
