/**
 * What the operator says of an app: its credentials, its bounds, and how its channels and clients
 * behave. Immutable values, replaced as a whole by a reload.
 */
@NullMarked
package dev.freshet.model.app;

import org.jspecify.annotations.NullMarked;
