import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Entry } from '../../api/tool-registry.js';
import { useCanAct } from '../../data/use-can-act.js';
import { Button, Empty, Panel, Resource, TextField } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { useMay } from '../../session/use-session.js';
import { changesOf, draftOfEntry, problemsOf, type PolicyChange, type PolicyDraft } from './policy-draft.js';
import { policyPlan } from './policy-plan.js';
import { PolicyEffectList } from './PolicyEffectList.js';
import { useRegistry } from './tool-queries.js';
import css from './Tools.module.css';
import { WhoMayCall } from './WhoMayCall.js';

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
  const mayReadAudit = useMay('read_audit');
  const now = useMemo(() => draftOfEntry(entry), [entry]);
  const [edited, setEdited] = useState<Partial<PolicyDraft>>({});
  const draft = { ...now, ...edited };
  const changes = changesOf(now, draft);
  const save = () => {
    const isWider = changes.some((change) => change.isWider);
    const plan = policyPlan(client, { server, edited, isWider, mayReadAudit });
    const onAccepted: typeof plan.onAccepted = (accepted) => {
      plan.onAccepted?.(accepted);
      setEdited({});
    };
    openPlan({ ...plan, onAccepted });
  };
  return (
    <div className={css.columns}>
      <Policy
        server={server}
        before={now}
        draft={draft}
        changes={changes}
        set={(change) => setEdited({ ...edited, ...change })}
        onSave={save}
        {...(Object.keys(edited).length > 0 && { onDiscard: () => setEdited({}) })}
      />
      <WhoMayCall server={server} draft={draft} isEdited={changes.length > 0} />
    </div>
  );
}

interface PolicyProps {
  readonly server: string;
  readonly before: PolicyDraft;
  readonly draft: PolicyDraft;
  readonly changes: readonly PolicyChange[];
  readonly set: (change: Partial<PolicyDraft>) => void;
  readonly onSave: () => void;
  /** Absent while nothing was edited. */
  readonly onDiscard?: () => void;
}

function Policy({ server, before, draft, changes, set, onSave, onDiscard }: PolicyProps) {
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
      <PolicyEffectList server={server} before={before} after={draft} />
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
