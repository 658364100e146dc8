/**
 * Who may come in, and when: new sockets cost next to nothing until they are let in, at the pace
 * that the event loops can keep beside their other work.
 */
@NullMarked
package dev.freshet.net.admission;

import org.jspecify.annotations.NullMarked;
