import { useState, type FormEvent } from 'react';
import type { LibraryProvider } from '../../api/library-views.js';
import { Button, Select, TextField } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import css from './Models.module.css';
import { pullPlan } from './model-plans.js';
import { useRefreshModels } from './use-models.js';
import { useProviderRoom } from './use-pull-room.js';

/** The same that the API takes. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._/:-]{0,199}$/;

/** PullForm asks which model, and opens the plan of fetching it. */
export function PullForm({ providers }: { readonly providers: readonly LibraryProvider[] }) {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState(providers[0]?.id ?? '');
  const [error, setError] = useState<string>();
  const refresh = useRefreshModels();
  const roomOf = useProviderRoom();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const model = name.trim();
    if (!NAME.test(model)) return setError(model === '' ? 'Which model?' : 'That is no name of a model.');
    const done = () => {
      setName('');
      refresh();
    };
    return openPlan({ ...pullPlan(model, chosen, () => roomOf(chosen)), onAccepted: done });
  };
  const change = (text: string) => {
    setName(text);
    setError(undefined);
  };
  return (
    <form className={css.pullForm} onSubmit={submit}>
      <TextField
        label="Model to pull"
        value={name}
        onChange={change}
        error={error}
        autoComplete="off"
        hint="A name of Ollama's library, as qwen3:8b."
      />
      {providers.length > 1 && (
        <Select
          label="Into"
          value={chosen}
          options={providers.map(({ id }) => ({ value: id, label: id }))}
          onChange={setChosen}
        />
      )}
      <Button type="submit">Pull model</Button>
    </form>
  );
}
