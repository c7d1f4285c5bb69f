import { Checkboxes, Select, TextField } from '../../kit/index.js';
import { ROLES } from './grant-words.js';
import { EXPIRIES, nameProblem, SCOPES, type KeyDraft } from './key-draft.js';
import css from './Keys.module.css';
import { useScopeNames } from './scope-names.js';
import { ScopeField } from './ScopeField.js';

interface KeyFormProps {
  readonly draft: KeyDraft;
  readonly taken: readonly string[];
  readonly onChange: (draft: KeyDraft) => void;
}

/** KeyForm is who holds a key, what it may, and until when. */
export function KeyForm({ draft, taken, onChange }: KeyFormProps) {
  const names = useScopeNames();
  const change = (part: Partial<KeyDraft>) => onChange({ ...draft, ...part });
  return (
    <div className={css.form}>
      <TextField
        label="Name"
        value={draft.id}
        onChange={(id) => change({ id: id.trim() })}
        error={nameProblem(draft.id, taken)}
        hint="Who holds it; the audit knows the key by this name."
        autoComplete="off"
        autoFocus
        mono
      />
      <Checkboxes
        label="Roles: what it may do with services"
        value={draft.roles}
        options={ROLES}
        onChange={(roles) => change({ roles })}
      />
      <fieldset className={css.scopes}>
        <legend>Scopes: where. Names or patterns, * for any run of characters</legend>
        {SCOPES.map((scope) => (
          <ScopeField
            key={scope}
            scope={scope}
            value={draft.scopes[scope]}
            names={names[scope]}
            onChange={(text) => change({ scopes: { ...draft.scopes, [scope]: text } })}
          />
        ))}
      </fieldset>
      <Select
        label="Expires"
        value={draft.expires}
        options={EXPIRIES}
        onChange={(expires) => change({ expires })}
      />
      <TextField
        label="Note"
        value={draft.note}
        onChange={(note) => change({ note: note.slice(0, 200) })}
        hint="What it is for; may stay empty."
        autoComplete="off"
      />
    </div>
  );
}
