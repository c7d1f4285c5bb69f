import { useMemo } from 'react';
import type { ListedServer } from '../../api/tool-registry.js';
import { Panel } from '../../kit/index.js';
import { FeedView } from '../../logs/LogView.js';
import { serverFeed, SOURCE_MARKS } from './server-log.js';
import css from './Tools.module.css';

/** LogTab follows the log of a tool server, as the router keeps it. */
export function LogTab({ server: { id, kind } }: { readonly server: ListedServer }) {
  const feed = useMemo(() => serverFeed(id), [id]);
  return (
    <Panel title={`Log of ${id}`}>
      <p className={css.muted}>{aboutLog(kind)}</p>
      <FeedView feed={feed} label={`Log of ${id}`} file={`mcp-${id}.log`} marks={SOURCE_MARKS} />
    </Panel>
  );
}

/** What may be missed in it is said before it is missed. */
function aboutLog(kind: ListedServer['kind']): string {
  const kept = 'The newest 2,000 lines since the router started; the values of its variables are masked.';
  if (kind === 'url')
    return `What it says by the protocol, and what the router saw of it. It runs elsewhere, so its error stream is there. ${kept}`;
  return `What it writes to its error stream, what it says by the protocol, and what the router saw of it. ${kept}`;
}
