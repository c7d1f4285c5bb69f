import { useMemo } from 'react';
import { useServices } from '../../data/queries.js';
import { Empty, Link, PageHead, Panel, Resource } from '../../kit/index.js';
import { mergedFeed } from '../../logs/log-feed.js';
import { marksOf, type LogMark } from '../../logs/log-marks.js';
import { FeedView } from '../../logs/LogView.js';
import { useUrlState } from '../../shell/url-state.js';
import { counted } from '../../time/format.js';
import { LogChooser } from './LogChooser.js';
import { chosenOf, MOST_LOGS, refsOf } from './merged-choice.js';
import css from './Services.module.css';

/** MergedLogPage has the logs of several services as one. */
export function MergedLogPage() {
  const query = useServices();
  return (
    <>
      <PageHead title="Logs together" above={<Link to="/services">Services</Link>} />
      <Resource query={query} what="services">
        {(list) => <MergedLog known={refsOf(list)} />}
      </Resource>
    </>
  );
}

function MergedLog({ known }: { readonly known: readonly string[] }) {
  const [of, setOf] = useUrlState('of');
  const [node] = useUrlState('node');
  const names = known.join(',');
  const marks = useMemo(() => marksOf(names === '' ? [] : names.split(',')), [names]);
  const chosen = chosenOf(of, node, known);
  const choose = (refs: readonly string[]) => setOf(refs.length === 0 ? 'none' : refs.join(','));
  return (
    <div className={css.columns}>
      <Panel title="Log" aside={<span className={css.muted}>{counted(chosen.length, 'service')}</span>}>
        {chosen.length === 0 ? (
          <Empty title="No service is chosen">
            <p>Choose those whose lines you want to see, up to {MOST_LOGS}.</p>
          </Empty>
        ) : (
          <Followed refs={chosen.join(',')} marks={marks} />
        )}
      </Panel>
      <Panel title="Services">
        <LogChooser known={known} chosen={chosen} marks={marks} onChoose={choose} />
      </Panel>
    </div>
  );
}

interface FollowedProps {
  /** As one text, so that the same choice is the same log. */
  readonly refs: string;
  readonly marks: ReadonlyMap<string, LogMark>;
}

function Followed({ refs, marks }: FollowedProps) {
  const feed = useMemo(() => mergedFeed(refs.split(',')), [refs]);
  return <FeedView feed={feed} label="Logs of the chosen services" file="services.log" marks={marks} />;
}
