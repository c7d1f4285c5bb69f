import { useMemo } from 'react';
import { Button } from '../kit/index.js';
import { counted, fullTime } from '../time/format.js';
import { plainText } from './ansi.js';
import { serviceFeed, type LogFeed } from './log-feed.js';
import type { LogMark } from './log-marks.js';
import type { LogLine } from './log-ring.js';
import { LogLines } from './LogLines.js';
import { LogTools } from './LogTools.js';
import css from './LogView.module.css';
import { useLogChoices } from './log-choices.js';
import { useLog } from './use-log.js';

/** LogView follows the log of one service. */
export function LogView({ node, service }: { readonly node: string; readonly service: string }) {
  const feed = useMemo(() => serviceFeed(node, service), [node, service]);
  return <FeedView feed={feed} label={`Log of ${service} on ${node}`} file={`${node}-${service}.log`} />;
}

interface FeedViewProps {
  readonly feed: LogFeed;
  readonly label: string;
  /** What a download is called. */
  readonly file: string;
  /** Of the services, where there are several. */
  readonly marks?: ReadonlyMap<string, LogMark>;
}

/**
 * FeedView follows a log. At its end it shows what comes; scrolled up, nothing moves and new lines are counted. Only the
 * lines in sight are in the page.
 */
export function FeedView({ feed, label, file, marks }: FeedViewProps) {
  const choices = useLogChoices();
  const { ring, reading, state, follow, freeze } = useLog(feed, choices.filter);
  const { lines, isFollowing, missed } = reading;
  return (
    <div className={css.view}>
      <LogTools
        choices={choices}
        state={state}
        isFollowing={isFollowing}
        shown={lines.length}
        kept={ring.kept}
        onFollow={follow}
        onPause={freeze}
        download={{ name: file, text: () => asText(ring.matches()) }}
      />
      <LogLines
        label={label}
        reading={reading}
        wrap={choices.wrap}
        times={choices.times}
        marks={marks}
        onFollow={follow}
        onLeaveEnd={freeze}
      />
      {!isFollowing && missed > 0 && (
        <div className={css.missed}>
          <Button look="accent" onPress={follow}>
            {counted(missed, 'new line')}, go to the end
          </Button>
        </div>
      )}
    </div>
  );
}

function asText(lines: readonly LogLine[]): string {
  return lines
    .map(({ at, kind, text, service }) => {
      const when = Number.isNaN(at) ? '' : `${fullTime(at, 'utc')} `;
      const whose = service === undefined ? '' : `${service} `;
      return `${when}${whose}${kind === 'marker' ? '--- ' : ''}${plainText(text)}\n`;
    })
    .join('');
}
