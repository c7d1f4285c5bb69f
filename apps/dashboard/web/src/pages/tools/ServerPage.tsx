import { lazy, Suspense, type ReactNode } from 'react';
import { sentence } from '../../api/problem.js';
import type { Entry, ListedServer, ServerList } from '../../api/tool-registry.js';
import { Empty, Facts, Link, Loading, Note, PageHead, Resource, State, Tabs, Time } from '../../kit/index.js';
import { Freshness } from '../../live/Freshness.js';
import { usePathParam, useUrlState } from '../../shell/url-state.js';
import { QuarantinePanel } from './QuarantinePanel.js';
import { eraOf, reachedBy, serverState, transportOf } from './server-state.js';
import { ServerActions } from './ServerActions.js';
import { useServerList } from './tool-queries.js';
import css from './Tools.module.css';
import { Counts } from './Counts.js';
import { ToolsTab } from './ToolsTab.js';

/** What is behind a tab is fetched when it is opened. */
const CallsTab = lazy(async () => ({ default: (await import('./CallsTab.js')).CallsTab }));
const LogTab = lazy(async () => ({ default: (await import('./LogTab.js')).LogTab }));
const PolicyTab = lazy(async () => ({ default: (await import('./policy/PolicyTab.js')).PolicyTab }));

/** ServerPage is one tool server: its tools, its policy, its calls and its log. */
export function ServerPage() {
  const id = usePathParam('server');
  const query = useServerList();
  return (
    <Resource query={query} what="tool servers">
      {(list) => {
        const server = list.servers.find((one) => one.id === id);
        if (server) return <Found key={id} server={server} list={list} at={query.dataUpdatedAt} />;
        return (
          <>
            <PageHead title={id} above={<Above />} />
            <Empty title={`There is no tool server ${id}`}>
              <p>It may have been removed, or renamed in the registry.</p>
            </Empty>
          </>
        );
      }}
    </Resource>
  );
}

function Above() {
  return <Link to="/tools">Tools</Link>;
}

interface FoundProps {
  readonly server: ListedServer;
  readonly list: ServerList;
  readonly at: number;
}

function Found({ server, list, at }: FoundProps) {
  const { id } = server;
  const { kind, word } = serverState(server);
  return (
    <>
      <PageHead
        title={id}
        above={<Above />}
        aside={
          <>
            <State kind={kind} badge>
              {word}
            </State>
            <Freshness at={at} />
          </>
        }
        actions={<ServerActions server={server} areWide />}
      />
      <Why server={server} />
      <About server={server} entry={list.registry[id] ?? {}} />
      <Parts server={server} list={list} />
    </>
  );
}

/** Why says why a server is not well, and since when. */
function Why({ server }: { readonly server: ListedServer }) {
  const { reason, failures, since } = server;
  if (reason === undefined) return null;
  return (
    <Note kind={serverState(server).kind} title={sentence(reason)}>
      {failures > 0 && (failures === 1 ? 'One failure' : `${failures} failures in a row`)}
      {since !== undefined && (
        <>
          {failures > 0 ? ', since ' : 'Since '}
          <Time at={since} />
        </>
      )}
    </Note>
  );
}

function About({ server, entry }: { readonly server: ListedServer; readonly entry: Entry }) {
  const { kind, last_call, errors_last_hour } = server;
  const label = kind === 'url' ? 'Address' : kind === 'image' ? 'Image' : 'Command';
  const what = reachedBy(entry);
  const last = last_call === undefined ? 'None since the router started' : <Time at={last_call} />;
  return (
    <>
      <Facts
        of={[
          ['Transport', transportOf(server, entry)],
          ['Protocol', eraOf(server) ?? 'Not known before its first connection'],
          ['Tools', <Counts key="tools" of={server.tools} />],
          ['Last call', last],
          ['Errors in the last hour', errors_last_hour],
        ]}
      />
      {what !== '' && <Facts of={[[label, what]]} />}
    </>
  );
}

function Parts({ server, list }: Omit<FoundProps, 'at'>) {
  const { id } = server;
  const [tab, setTab] = useUrlState<'tools' | 'policy' | 'calls' | 'log'>('tab', 'tools');
  const tools = (
    <div className={css.detail}>
      <QuarantinePanel servers={list.servers} only={id} />
      <ToolsTab server={server} />
    </div>
  );
  const fetched = (content: ReactNode) => <Suspense fallback={<Loading what="page" />}>{content}</Suspense>;
  return (
    <Tabs
      label={`Parts of ${id}`}
      selected={tab}
      onSelect={setTab}
      tabs={[
        { id: 'tools', title: 'Tools', content: tools },
        { id: 'policy', title: 'Policy', content: fetched(<PolicyTab server={id} />) },
        { id: 'calls', title: 'Calls', content: fetched(<CallsTab server={id} />) },
        { id: 'log', title: 'Log', content: fetched(<LogTab server={server} />) },
      ]}
    />
  );
}
