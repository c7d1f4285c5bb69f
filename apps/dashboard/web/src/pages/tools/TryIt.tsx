import { useMemo, useState } from 'react';
import type { KnownTool, ListedServer } from '../../api/tool-registry.js';
import { useAnswers } from '../../data/use-can-act.js';
import { announce, Button, Code, Note, Panel, Tabs, TextField } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { CallResult } from './CallResult.js';
import type { DraftProblem } from './form/draft.js';
import { fieldOf, type Field, type Schema } from './form/field.js';
import { FieldInput } from './form/FieldInput.js';
import { asForm, asJson, FRESH, sendable, type FormValue, type Sendable } from './form/form-value.js';
import { isBeyondDoubles, writeJson } from './form/json-node.js';
import { callPlan, outcomeOf, type CallOutcome } from './call-plan.js';
import css from './Tools.module.css';

interface TryItProps {
  readonly server: ListedServer;
  readonly tool: string;
  readonly state: KnownTool['state'];
  readonly schema: Schema;
  readonly isDestructive: boolean;
}

/** TryIt calls a tool through the router, as a client would: the policy applies, and the call is in the audit. */
export function TryIt({ server, tool, state, schema, isDestructive }: TryItProps) {
  const field = useMemo(() => fieldOf(schema), [schema]);
  const [value, setValue] = useState<FormValue>(
    field.type === 'group' ? FRESH : { view: 'json', text: '{}' },
  );
  const [isTried, setTried] = useState(false);
  const { calling, outcome, setOutcome, call } = useCall(server.id, tool);
  const made = useMemo(() => sendable(schema, field, value), [schema, field, value]);
  const problems = isTried ? made.problems : made.problems.filter(({ problem }) => !isMissing(problem));
  const send = () => {
    setTried(true);
    if (made.node === undefined || made.problems.length > 0) {
      announce(`Not sent: ${made.problems.length} to mend.`);
      return;
    }
    const given = writeJson(made.node);
    setOutcome(undefined);
    if (isDestructive) openPlan(callPlan({ server: server.id, tool, given }, setOutcome));
    else void call(given);
  };
  const answers = useAnswers('router');
  const why = answers ? whyNot(server, state) : 'The router does not answer, so nothing can be called.';
  return (
    <Panel
      title="Try it"
      aside={<span className={css.muted}>Through the router, with this session's key for tools</span>}
    >
      {why !== undefined && <Note kind="off" title={why} />}
      <Arguments field={field} value={value} onChange={setValue} problems={problems} />
      <Preview made={made} />
      <div className={css.decide}>
        <Button look="accent" isDisabled={calling !== undefined || why !== undefined} onPress={send}>
          {isDestructive ? `Plan a call of ${tool}` : `Call ${tool}`}
        </Button>
        {calling && <Button onPress={() => calling.abort()}>Stop waiting</Button>}
        {isDestructive && (
          <span className={css.muted}>
            It may change or delete things: the call is shown once more before it is made.
          </span>
        )}
      </div>
      {calling && <p className={css.muted}>Calling {tool}</p>}
      {outcome && <CallResult outcome={outcome} />}
    </Panel>
  );
}

/** useCall makes one call at a time, and keeps what the last one came to. */
function useCall(server: string, tool: string) {
  const [calling, setCalling] = useState<AbortController>();
  const [outcome, setOutcome] = useState<CallOutcome>();
  const call = async (given: string) => {
    const leave = new AbortController();
    setCalling(leave);
    setOutcome(await outcomeOf({ server, tool, given }, leave.signal));
    setCalling(undefined);
  };
  return { calling, outcome, setOutcome, call };
}

interface ArgumentsProps {
  readonly field: Field;
  readonly value: FormValue;
  readonly problems: readonly DraftProblem[];
  readonly onChange: (value: FormValue) => void;
}

/** Arguments are entered in a form, or as JSON: two views of one value. */
function Arguments({ field, value, problems, onChange }: ArgumentsProps) {
  const [stays, setStays] = useState(false);
  const change = (next: FormValue) => {
    onChange(next);
    setStays(false);
  };
  const view = (to: 'form' | 'json') => {
    const next = to === 'json' ? asJson(field, value) : asForm(field, value);
    setStays(next === undefined);
    if (next !== undefined) onChange(next);
  };
  const own = problems.filter(({ path }) => path === '').map(({ problem }) => problem);
  return (
    <>
      <Tabs
        label="How the arguments are entered"
        selected={value.view}
        onSelect={view}
        tabs={[
          {
            id: 'form',
            title: 'Form',
            content: <FormView field={field} value={value} problems={problems} onChange={change} />,
          },
          {
            id: 'json',
            title: 'JSON',
            content: <JsonView field={field} value={value} problems={problems} onChange={change} />,
          },
        ]}
      />
      {stays && (
        <Note kind="attention" title="The form cannot show this value">
          It stays as JSON, and is sent as it is written.
        </Note>
      )}
      {value.view === 'form' && own.length > 0 && <Note kind="attention" title={own.join(' ')} />}
    </>
  );
}

function FormView({ field, value, problems, onChange }: ArgumentsProps) {
  if (value.view !== 'form') return null;
  if (field.type === 'group' && field.members.length === 0) {
    return <p className={css.muted}>It takes no arguments.</p>;
  }
  return (
    <FieldInput
      field={field}
      name="arguments"
      isRoot
      isRequired
      path=""
      draft={value.draft}
      problems={problems}
      onChange={(draft) => onChange({ view: 'form', draft })}
    />
  );
}

function JsonView({ value, problems, onChange }: ArgumentsProps) {
  if (value.view !== 'json') return null;
  return (
    <TextField
      label="Arguments as JSON"
      value={value.text}
      onChange={(text) => onChange({ view: 'json', text })}
      rows={10}
      mono
      error={problems.map(({ path, problem }) => `${path} ${problem}`.trim()).join(' ') || undefined}
    />
  );
}

function Preview({ made: { node, problems, unchecked } }: { readonly made: Sendable }) {
  const wrong = problems.length === 1 ? 'one thing is' : `${problems.length} things are`;
  return (
    <>
      {unchecked !== undefined && (
        <Note kind="unknown" title="The arguments cannot be checked before they are sent">
          The tool's schema cannot be used here: {unchecked}
        </Note>
      )}
      <section className={css.preview} aria-label="Will be sent">
        <h3>Will be sent</h3>
        {node === undefined || problems.length > 0 ? (
          <p className={css.muted}>Nothing yet: {wrong} missing or wrong.</p>
        ) : (
          <Code copy="arguments">{writeJson(node, true)}</Code>
        )}
        {node !== undefined && isBeyondDoubles(node) && (
          <p className={css.muted}>
            A number beyond 2^53 reaches the tool as it is written here. A tool that reads numbers as doubles
            rounds it.
          </p>
        )}
      </section>
    </>
  );
}

function isMissing(problem: string): boolean {
  return problem === 'It is required.' || /required property/.test(problem);
}

function whyNot({ enabled, id }: ListedServer, state: KnownTool['state']): string | undefined {
  if (!enabled) return `${id} is disabled, so nothing of it can be called.`;
  if (state === 'quarantined')
    return 'It is in quarantine: approve or block the version that its server offers.';
  if (state === 'blocked') return 'It is blocked: nobody can call it.';
  return undefined;
}
