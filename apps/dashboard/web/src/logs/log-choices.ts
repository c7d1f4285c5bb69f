import { useEffect } from 'react';
import { useUrlState } from '../shell/url-state.js';
import { storedChoice, useChoice } from '../time/stored-choice.js';
import type { LinesShown } from './log-ring.js';
import type { LogFilter } from './use-log.js';

/** Without a choice, a phone wraps: there is no room to scroll sideways in. */
const isNarrow = matchMedia('(width < 45rem)').matches;
const wrapChoice = storedChoice('log.wrap', isNarrow ? ['on', 'off'] : ['off', 'on']);
const timesChoice = storedChoice('log.times', ['on', 'off']);
const SHOWN = ['all', 'warnings', 'errors', 'stderr'] as const satisfies readonly LinesShown[];
const shownChoice = storedChoice<LinesShown>('log.lines', SHOWN);

/**
 * LogChoices is how a log is shown: remembered in this browser, but for what is searched. What decides which lines are seen
 * is in the URL as well, so that a link shows what its sender saw.
 */
export interface LogChoices {
  readonly filter: LogFilter;
  readonly wrap: boolean;
  readonly times: boolean;
  readonly search: (text: string) => void;
  readonly setShown: (shown: LinesShown) => void;
  readonly setWrap: (on: boolean) => void;
  readonly setTimes: (on: boolean) => void;
}

export function useLogChoices(): LogChoices {
  const [text, search] = useUrlState('log');
  const [shown, setShown] = useShownLines();
  const wrap = useChoice(wrapChoice) === 'on';
  const times = useChoice(timesChoice) === 'on';
  return {
    filter: { text, shown },
    wrap,
    times,
    search,
    setShown,
    setWrap: (on) => wrapChoice.set(on ? 'on' : 'off'),
    setTimes: (on) => timesChoice.set(on ? 'on' : 'off'),
  };
}

/** The URL says it, and what is remembered where the URL does not, which is then put there. */
function useShownLines(): readonly [LinesShown, (shown: LinesShown) => void] {
  const [named, setNamed] = useUrlState('lines');
  const kept = useChoice(shownChoice);
  const known = SHOWN.find((one) => one === named);
  useEffect(() => {
    if (named === '' && kept !== 'all') setNamed(kept);
  }, [named, kept, setNamed]);
  const set = (shown: LinesShown) => {
    shownChoice.set(shown);
    setNamed(shown);
  };
  return [known ?? kept, set];
}
