package dev.freshet.tools.plan.exercise;

import dev.freshet.tools.plan.Request;
import dev.freshet.tools.plan.demand.Service;
import java.util.List;

/**
 * One service of the exercise, worked out.
 *
 * @param request what was asked, with all that was changed
 * @param figuring what came of it
 * @param objections what would come of other assumptions
 */
record Answer(Service service, Request request, Figuring figuring, List<Objection> objections) {
  Answer {
    objections = List.copyOf(objections);
  }
}
