import { longestFirst, recordedDurations } from './spec-order.ts';

/** A test sequencer for Jest, which wants a default export. It keeps no record of its own: the durations are committed. */
export default class LongestFirst {
  sort(tests) {
    return longestFirst(tests, recordedDurations());
  }

  cacheResults() {}
}
