import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { readKeys } from '../../../api/keys.js';
import { asProblem, sentence } from '../../../api/problem.js';
import { explain, type Explanation } from '../../../api/tool-registry.js';
import { Button, Note, Panel, State, TextField } from '../../../kit/index.js';
import { useActor, useMay } from '../../../session/use-session.js';
import { useUrlState } from '../../../shell/url-state.js';
import type { PolicyDraft } from './policy-draft.js';
import { verdictWith, type Verdict } from './policy-verdict.js';
import { useKnownTools } from '../tool-queries.js';
import css from '../Tools.module.css';

interface Question {
  readonly client: string;
  readonly tool: string;
}

/** useQuestion keeps the question in the URL: a client's id, a space, the name of a tool. */
function useQuestion(): readonly [Question | undefined, (question: Question) => void] {
  const [ask, setAsk] = useUrlState('ask');
  const at = ask.indexOf(' ');
  const question = at < 0 ? undefined : { client: ask.slice(0, at), tool: ask.slice(at + 1) };
  return [question, ({ client, tool }) => setAsk(`${client} ${tool}`)];
}

interface WhoMayCallProps {
  readonly server: string;
  readonly draft: PolicyDraft;
  readonly isEdited: boolean;
}

/** WhoMayCall asks the router who may call what, and which rule says so; and tells what the draft would make of it. */
export function WhoMayCall({ server, draft, isEdited }: WhoMayCallProps) {
  const [asked, setAsked] = useQuestion();
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
      <Ask server={server} asked={asked} onAsk={setAsked} />
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

interface AskProps {
  readonly server: string;
  readonly asked: Question | undefined;
  readonly onAsk: (question: Question) => void;
}

function Ask({ server, asked, onAsk }: AskProps) {
  const actor = useActor();
  const clients = useClientIds();
  const [client, setClient] = useState(asked?.client ?? actor);
  const [tool, setTool] = useState(asked?.tool ?? '');
  const tools = useKnownTools(server).data?.map((known) => known.tool) ?? [];
  const [first] = tools;
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
        suggestions={clients}
        mono
        autoComplete="off"
      />
      <TextField
        label="Tool"
        hint={first === undefined ? 'As its server calls it' : `Such as ${first}`}
        value={tool}
        onChange={setTool}
        suggestions={tools}
        mono
        autoComplete="off"
      />
      <div>
        <Button type="submit">Ask the router</Button>
      </div>
    </form>
  );
}

/** Whose keys there are; nothing for who may not read them, and can type a name all the same. */
function useClientIds(): readonly string[] {
  const mayRead = useMay('administer');
  const { data } = useQuery({
    queryKey: ['keys', 'list'],
    queryFn: ({ signal }) => readKeys(signal),
    enabled: mayRead,
    retry: false,
  });
  return data?.keys.map(({ id }) => id) ?? [];
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
