/**
 * Tells the backends of apps what happens on their channels, over HTTP. Whoever sees it happen only
 * puts it in a queue; {@link dev.freshet.session.webhook.Webhooks} delivers on virtual threads.
 */
@NullMarked
package dev.freshet.session.webhook;

import org.jspecify.annotations.NullMarked;
