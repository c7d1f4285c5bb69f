import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { asProblem, sentence } from '../../api/problem.js';
import { explain, type Entry, type Explanation } from '../../api/tool-registry.js';
import { useCanAct } from '../../data/use-can-act.js';
import { Button, Empty, Note, Panel, Resource, State, TextField } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { useActor, useMay } from '../../session/use-session.js';
import {
  changesOf,
  draftOfEntry,
  problemsOf,
  verdictWith,
  type PolicyChange,
  type PolicyDraft,
  type Verdict,
} from './policy-draft.js';
import { policyPlan } from './tool-plans.js';
import { useKnownTools, useRegistry } from './tool-queries.js';
import css from './Tools.module.css';

/** PolicyTab is who may call what of a server, and what a change of that would do. */
export function PolicyTab({ server }: { readonly server: string }) {
  const query = useRegistry();
  return (
    <Resource query={query} what="policies">
      {({ servers }) => {
        const entry = servers[server];
        if (entry) return <Editor server={server} entry={entry} />;
        return (
          <Empty title={`The registry has no entry for ${server}`}>
            <p>It is named in servers.txt alone, so there is no policy to edit.</p>
          </Empty>
        );
      }}
    </Resource>
  );
}

const FIELDS = [
  [
    'allow_clients',
    'Clients that may call',
    'Ids of clients, one a line; * stands for any run of characters. Nothing: nobody.',
  ],
  ['deny_clients', 'Clients that may not', 'A denial goes before any permission.'],
  ['allow_tools', 'Tools that may be called', 'Names of its tools, one a line. Nothing: none.'],
  ['deny_tools', 'Tools that may not', 'For example delete_*'],
] as const;

const NUMBERS = [
  ['rate_limit_rpm', 'Calls a minute of each client', 'Nothing: no limit.'],
  ['timeout_sec', 'Seconds that a call may be silent', 'Nothing: 60.'],
  ['max_total_sec', 'Seconds that a call may take', 'Nothing: 900.'],
] as const;

function Editor({ server, entry }: { readonly server: string; readonly entry: Entry }) {
  const client = useQueryClient();
  const now = useMemo(() => draftOfEntry(entry), [entry]);
  const [edited, setEdited] = useState<Partial<PolicyDraft>>({});
  const draft = { ...now, ...edited };
  const changes = changesOf(now, draft);
  const save = () => {
    const isWider = changes.some((change) => change.isWider);
    const plan = policyPlan(client, server, edited, isWider);
    const onAccepted: typeof plan.onAccepted = (accepted) => {
      plan.onAccepted?.(accepted);
      setEdited({});
    };
    openPlan({ ...plan, onAccepted });
  };
  return (
    <div className={css.columns}>
      <Policy
        draft={draft}
        changes={changes}
        set={(change) => setEdited({ ...edited, ...change })}
        onSave={save}
        {...(Object.keys(edited).length > 0 && { onDiscard: () => setEdited({}) })}
      />
      <Preview server={server} draft={draft} isEdited={changes.length > 0} />
    </div>
  );
}

interface PolicyProps {
  readonly draft: PolicyDraft;
  readonly changes: readonly PolicyChange[];
  readonly set: (change: Partial<PolicyDraft>) => void;
  readonly onSave: () => void;
  /** Absent while nothing was edited. */
  readonly onDiscard?: () => void;
}

function Policy({ draft, changes, set, onSave, onDiscard }: PolicyProps) {
  const mayEdit = useMay('administer');
  const canAct = useCanAct('router');
  const problems = problemsOf(draft);
  const canSave = changes.length > 0 && Object.keys(problems).length === 0;
  const field = (id: keyof PolicyDraft, label: string, hint: string, rows?: number) => (
    <TextField
      key={id}
      label={label}
      hint={hint}
      value={draft[id]}
      onChange={(text) => set({ [id]: text })}
      error={problems[id]}
      isDisabled={!mayEdit}
      autoComplete="off"
      mono
      {...(rows !== undefined && { rows })}
    />
  );
  return (
    <Panel
      title="Policy"
      aside={!mayEdit && <span className={css.muted}>You may read it, and not change it</span>}
    >
      <div className={css.fields}>{FIELDS.map(([id, label, hint]) => field(id, label, hint, 3))}</div>
      <div className={css.fields}>{NUMBERS.map(([id, label, hint]) => field(id, label, hint))}</div>
      <Changes of={changes} />
      {mayEdit && canAct && (
        <div className={css.decide}>
          <Button look="accent" isDisabled={!canSave} onPress={onSave}>
            Plan the change
          </Button>
          <Button isDisabled={onDiscard === undefined} {...(onDiscard && { onPress: onDiscard })}>
            Discard
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Changes({ of: changes }: { readonly of: readonly PolicyChange[] }) {
  if (changes.length === 0) return null;
  return (
    <ul className={css.said} aria-label="What would change">
      {changes.map(({ id, what, before, after, isWider }) => (
        <li key={id}>
          {what}: {before} → {after}
          {isWider && <strong> (wider)</strong>}
        </li>
      ))}
    </ul>
  );
}

interface Question {
  readonly client: string;
  readonly tool: string;
}

/** Preview asks the router who may call what, and which rule says so; and tells what the draft would make of it. */
function Preview({ server, draft, isEdited }: { server: string; draft: PolicyDraft; isEdited: boolean }) {
  const [asked, setAsked] = useState<Question>();
  const query = useQuery({
    queryKey: ['mcp', 'explain', server, asked],
    queryFn: ({ signal }) =>
      explain({ server, client: asked?.client ?? '', tool: asked?.tool ?? '' }, signal),
    enabled: asked !== undefined,
    retry: false,
  });
  const answer = query.data?.tools.find((one) => one.server === server);
  return (
    <Panel title="Who may call this">
      <Ask server={server} onAsk={setAsked} />
      {query.error && <Note kind="unknown" title={sentence(asProblem(query.error).message)} isAlert />}
      {answer && asked && (
        <>
          <Answer title="Now" verdict={answer} />
          {isEdited && (
            <Answer title="With these changes" verdict={verdictWith(draft, asked.client, answer)} />
          )}
          <details className={css.more}>
            <summary>Every rule, in order</summary>
            <Steps of={answer.steps} />
          </details>
        </>
      )}
    </Panel>
  );
}

function Ask({ server, onAsk }: { readonly server: string; readonly onAsk: (question: Question) => void }) {
  const actor = useActor();
  const [client, setClient] = useState(actor);
  const [tool, setTool] = useState('');
  const first = useKnownTools(server).data?.[0]?.tool;
  const ask = () => {
    const wanted = tool.trim() === '' ? first : tool.trim();
    if (client.trim() === '' || wanted === undefined) return;
    setTool(wanted);
    onAsk({ client: client.trim(), tool: wanted });
  };
  return (
    <form
      className={css.ask}
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <TextField
        label="Client"
        hint="As in clients.yaml; anonymous while there is none"
        value={client}
        onChange={setClient}
        mono
        autoComplete="off"
      />
      <TextField
        label="Tool"
        hint={first === undefined ? 'As its server calls it' : `Such as ${first}`}
        value={tool}
        onChange={setTool}
        mono
        autoComplete="off"
      />
      <div>
        <Button type="submit">Ask the router</Button>
      </div>
    </form>
  );
}

const OUTCOMES = {
  denied: ['off', 'Denies'],
  allowed: ['ok', 'Allows'],
  silent: ['unknown', 'Decides nothing'],
} as const;

function Steps({ of: steps }: { readonly of: Explanation['tools'][number]['steps'] }) {
  return (
    <ol className={css.steps}>
      {steps.map(({ rule, outcome, reason }) => (
        <li key={rule}>
          <State kind={OUTCOMES[outcome][0]}>{OUTCOMES[outcome][1]}</State> <code>{rule}</code>{' '}
          <span className={css.muted}>{reason}</span>
        </li>
      ))}
    </ol>
  );
}

function Answer({
  title,
  verdict: { allowed, rule, reason },
}: {
  readonly title: string;
  readonly verdict: Verdict;
}) {
  return (
    <div role="status">
      <h3>{title}</h3>
      <State kind={allowed ? 'ok' : 'off'} badge>
        {allowed ? 'May call' : 'May not call'}
      </State>{' '}
      <code>{rule}</code> <span className={css.muted}>{reason}</span>
    </div>
  );
}
