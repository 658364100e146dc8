package dev.freshet.tools.plan.price;

/**
 * A row of the price list.
 *
 * @param value in the unit of {@code price}, at least 0
 * @param note what one should know; may be empty
 */
public record PriceRow(Price price, double value, Origin origin, String note) {}
