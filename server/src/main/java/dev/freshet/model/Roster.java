package dev.freshet.model;

import java.util.List;

/**
 * The members of a channel at one moment.
 *
 * @param version grows with every change of the channel's members, also across times when there are
 *     none: a notice with a version up to this is already in the roster
 * @param members each once, in no particular order; immutable
 */
public record Roster(long version, List<Member> members) {}
