import { useUrlState } from '../shell/url-state.js';
import { storedChoice, useChoice } from '../time/stored-choice.js';
import type { LinesShown } from './log-ring.js';
import type { LogFilter } from './use-log.js';

/** Without a choice, a phone wraps: there is no room to scroll sideways in. */
const isNarrow = matchMedia('(width < 45rem)').matches;
const wrapChoice = storedChoice('log.wrap', isNarrow ? ['on', 'off'] : ['off', 'on']);
const timesChoice = storedChoice('log.times', ['on', 'off']);
const shownChoice = storedChoice<LinesShown>('log.lines', ['all', 'warnings', 'errors', 'stderr']);

/** LogChoices is how a log is shown: remembered in this browser, but for what is searched, which is in the URL. */
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
  const shown = useChoice(shownChoice);
  const wrap = useChoice(wrapChoice) === 'on';
  const times = useChoice(timesChoice) === 'on';
  return {
    filter: { text, shown },
    wrap,
    times,
    search,
    setShown: shownChoice.set,
    setWrap: (on) => wrapChoice.set(on ? 'on' : 'off'),
    setTimes: (on) => timesChoice.set(on ? 'on' : 'off'),
  };
}
