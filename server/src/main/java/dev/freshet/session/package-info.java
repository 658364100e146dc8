/**
 * One client's conversation, apart from the socket it runs over: what it may do and what happens to
 * what it says. Rights are decided here and nowhere else: {@link dev.freshet.session.Authorizer}
 * turns {@link dev.freshet.session.Credentials} into a {@link dev.freshet.session.Grant} once a
 * connection, and checks the grant against the channel's rule for every command.
 */
@NullMarked
package dev.freshet.session;

import org.jspecify.annotations.NullMarked;
