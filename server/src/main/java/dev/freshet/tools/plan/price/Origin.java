package dev.freshet.tools.plan.price;

import java.time.LocalDate;

/**
 * Where a row of the price list is from.
 *
 * @param source an address or the name of a document
 * @param date when the source said so
 * @param confirmed whether the seller's own page was read
 */
public record Origin(String source, LocalDate date, boolean confirmed) {}
