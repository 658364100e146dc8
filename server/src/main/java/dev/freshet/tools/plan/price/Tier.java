package dev.freshet.tools.plan.price;

import dev.freshet.tools.plan.unit.Connections;
import dev.freshet.tools.plan.unit.Money;
import dev.freshet.tools.plan.unit.Rate;
import dev.freshet.tools.plan.unit.Users;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A package of a managed service. What is empty has no bound.
 *
 * @param service its key
 * @param name of the package
 * @param connections at one time
 * @param messagesDay published and delivered ones of a day
 * @param messages a second
 * @param fresh new connections a second
 * @param users of a month
 * @param note what one should know; may be empty
 */
public record Tier(
    String service,
    String name,
    Money month,
    Optional<Connections> connections,
    OptionalLong messagesDay,
    Optional<Rate> messages,
    Optional<Rate> fresh,
    Optional<Users> users,
    Origin origin,
    String note) {}
