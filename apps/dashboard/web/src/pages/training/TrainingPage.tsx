import { sentence } from '../../api/problem.js';
import type { ListedServer } from '../../api/tool-registry.js';
import {
  Button,
  Code,
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
import { counted } from '../../time/format.js';
import { serverPath, serverState } from '../tools/server-state.js';
import { listsJobs, TRAINING } from './training-answers.js';
import { useTrainingJobs, useTrainingServer, useTrainingTools } from './training-server.js';

/** TrainingPage is how the training server does, and what it says of its jobs. */
export function TrainingPage() {
  const query = useTrainingServer();
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
        registry is <code>{TRAINING}</code>: whether it is well, its tools, and the jobs that it lists. Add
        such a server with that id on the Tools page; nothing else has to be set.
      </p>
      <div>
        <LinkButton to="/tools">Open Tools</LinkButton>
      </div>
    </Empty>
  );
}

function Server({ server }: { readonly server: ListedServer }) {
  const { id, reason, since, enabled, last_call, tools } = server;
  const { kind, word } = serverState(server);
  return (
    <>
      <Panel
        title="Server"
        aside={
          <State kind={kind} badge>
            {word}
          </State>
        }
      >
        {reason !== undefined && (
          <Note kind={kind} title={sentence(reason)}>
            {since !== undefined && (
              <>
                Since <Time at={since} />
              </>
            )}
          </Note>
        )}
        <Facts
          of={[
            ['Tools', `${counted(tools.allowed, 'tool')} allowed`],
            tools.quarantined > 0 && ['In quarantine', counted(tools.quarantined, 'tool')],
            [
              'Last call',
              last_call === undefined ? 'None since the router started' : <Time key="at" at={last_call} />,
            ],
          ]}
        />
        <div>
          <Link to={serverPath(id)}>
            {enabled ? 'Tools and policy of the server' : 'Enable it on its page'}
          </Link>
        </div>
      </Panel>
      {enabled && <Jobs />}
    </>
  );
}

function Jobs() {
  const tools = useTrainingTools();
  return (
    <Panel title="Jobs">
      <Resource query={tools} what="tools of the training server">
        {(known) => (listsJobs(known) ? <JobList /> : <NoList />)}
      </Resource>
    </Panel>
  );
}

function NoList() {
  return <p>The server offers no tool that lists its jobs, or your key may not call it.</p>;
}

function JobList() {
  const jobs = useTrainingJobs();
  return (
    <Resource query={jobs} what="training jobs">
      {(text) => (
        <>
          <Code>{text === '' ? 'The server said nothing.' : text}</Code>
          <div>
            <Button onPress={() => void jobs.refetch()}>Read again</Button>
          </div>
        </>
      )}
    </Resource>
  );
}
