import { useCanAct } from '../../../data/use-can-act.js';
import { Button, Panel, TextField } from '../../../kit/index.js';
import { useMay } from '../../../session/use-session.js';
import css from '../Tools.module.css';
import { problemsOf, type PolicyChange, type PolicyDraft } from './policy-draft.js';
import { PolicyChanges } from './PolicyChanges.js';
import { PolicyEffectList } from './PolicyEffectList.js';

const FIELDS = [
  [
    'allow_clients',
    'Clients that may call',
    'Ids of clients, one a line; * stands for any run of characters. Empty: nobody.',
  ],
  ['deny_clients', 'Clients that may not', 'A denial goes before any permission.'],
  ['allow_tools', 'Tools that may be called', 'Names of its tools, one a line. Empty: none.'],
  ['deny_tools', 'Tools that may not', 'For example delete_*'],
] as const;

const NUMBERS = [
  ['rate_limit_rpm', 'Calls a minute of each client', 'Empty: no limit.'],
  ['timeout_sec', 'Seconds that a call may be silent', 'Empty: 60.'],
  ['max_total_sec', 'Seconds that a call may take', 'Empty: 900.'],
] as const;

interface PolicyFormProps {
  readonly server: string;
  readonly before: PolicyDraft;
  readonly draft: PolicyDraft;
  readonly changes: readonly PolicyChange[];
  readonly set: (change: Partial<PolicyDraft>) => void;
  readonly onSave: () => void;
  /** Absent while nothing was edited. */
  readonly onDiscard?: () => void;
}

/** PolicyForm has the fields of a policy, and says below them what a change would do. */
export function PolicyForm({ server, before, draft, changes, set, onSave, onDiscard }: PolicyFormProps) {
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
      <PolicyChanges of={changes} />
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
