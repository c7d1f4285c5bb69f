import { sentence } from '../../api/problem.js';
import type { ListedServer } from '../../api/tool-registry.js';
import { TRAINING } from '../../api/training.js';
import { useReadAlong } from '../../data/read-along.js';
import {
  Empty,
  Facts,
  Link,
  LinkButton,
  Note,
  PageHead,
  Panel,
  Resource,
  State,
  Time,
} from '../../kit/index.js';
import { Freshness } from '../../live/Freshness.js';
import { useMay } from '../../session/use-session.js';
import { counted } from '../../time/format.js';
import { serverPath, serverState } from '../tools/server-state.js';
import { JobList } from './JobList.js';
import { StartForm } from './StartForm.js';
import { offers } from './training-answers.js';
import {
  configsQuery,
  gpusQuery,
  jobsQuery,
  toolsQuery,
  trendsQuery,
  useBackendTrouble,
  useTrainingServer,
  useTrainingTools,
} from './training-server.js';

/** TrainingPage is what is trained, what can be, and how the server of it does. */
export function TrainingPage() {
  const query = useTrainingServer();
  const forStart = useMay('operate') ? [configsQuery, gpusQuery] : [];
  useReadAlong(toolsQuery, jobsQuery, trendsQuery, ...forStart);
  return (
    <>
      <PageHead title="Training" aside={<Freshness at={query.dataUpdatedAt} />} />
      <Resource query={query} what="tool servers">
        {(server) => (server === null ? <FirstUse /> : <Server server={server} />)}
      </Resource>
    </>
  );
}

function FirstUse() {
  return (
    <Empty title="No training server yet">
      <p>
        Training jobs are run by a tool server that speaks MCP. The page shows the one whose id in the
        registry is <code>{TRAINING}</code>: its jobs with their loss and samples, and how to start and stop
        them. Add such a server with that id on the Tools page; nothing else has to be set.
      </p>
      <div>
        <LinkButton to="/tools">Open Tools</LinkButton>
      </div>
    </Empty>
  );
}

/** What is trained comes first, unless the server is in trouble. */
function Server({ server }: { readonly server: ListedServer }) {
  return (
    <>
      <Trouble server={server} />
      {server.enabled && <Work />}
      <About server={server} />
    </>
  );
}

function Trouble({ server }: { readonly server: ListedServer }) {
  const { reason, since } = server;
  if (reason === undefined) return null;
  return (
    <Note kind={serverState(server).kind} title={sentence(reason.replace(/^it /, 'the training server '))}>
      {since !== undefined && (
        <>
          Since <Time at={since} />
        </>
      )}
    </Note>
  );
}

function Work() {
  const tools = useTrainingTools();
  const mayStart = useMay('operate');
  return (
    <Resource query={tools} what="tools of the training server">
      {(known) => (
        <>
          <Panel title="Jobs">
            {offers(known, 'list-training-jobs') ? (
              <JobList />
            ) : (
              <p>The server offers no tool that lists its jobs, or your key may not call it.</p>
            )}
          </Panel>
          {mayStart && offers(known, 'list-configs', 'validate-training-config', 'start-training') && (
            <Panel title="Start a training">
              <StartForm />
            </Panel>
          )}
        </>
      )}
    </Resource>
  );
}

/** The server answers, and what it is there for does not. */
const BACKEND_AWAY = { kind: 'attention', word: 'Backend away' } as const;

function About({ server }: { readonly server: ListedServer }) {
  const { id, enabled, last_call: called, tools } = server;
  const trouble = useBackendTrouble();
  const state = serverState(server);
  const isDeaf = state.kind === 'ok' && trouble !== undefined;
  const { kind, word } = isDeaf ? BACKEND_AWAY : state;
  return (
    <Panel
      title="Server"
      aside={
        <State kind={kind} badge>
          {word}
        </State>
      }
    >
      <Facts
        of={[
          ['Tools', `${counted(tools.allowed, 'tool')} allowed`],
          trouble !== undefined && ['AI Toolkit', sentence(trouble)],
          tools.quarantined > 0 && ['In quarantine', counted(tools.quarantined, 'tool')],
          [
            'Last call',
            called === undefined ? 'None since the router started' : <Time key="at" at={called} />,
          ],
        ]}
      />
      <div>
        <Link to={serverPath(id)}>
          {enabled ? 'Tools and policy of the server' : 'Enable it on its page'}
        </Link>
      </div>
    </Panel>
  );
}
