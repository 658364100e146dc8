package dev.freshet.redis.link;

/**
 * The arguments of a script that says in which life of which server it runs. They are made when the
 * server is known: one that answers in another's place, because a slot has moved or another was
 * made master, must not take the other's data for its own.
 */
@FunctionalInterface
public interface LifeArgs {
  /**
   * The arguments, for one run.
   *
   * @param life the life of the server that runs it
   * @param lives those of all masters that are there, see {@link Shards#lives}
   */
  byte[][] of(String life, String lives);
}
