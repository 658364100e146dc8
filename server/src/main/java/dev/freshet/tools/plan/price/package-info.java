/** The price list: rows with source and date, read from one file. */
@NullMarked
package dev.freshet.tools.plan.price;

import org.jspecify.annotations.NullMarked;
