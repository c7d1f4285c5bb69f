import { TextField } from '../../../kit/index.js';
import { nameOf } from './addition.js';
import type { AdditionPart } from './addition-part.js';

export function NameAndClients({ draft, problems, set }: AdditionPart) {
  return (
    <>
      <TextField
        label="Name"
        hint="How clients see it: its tools are called name__tool."
        value={nameOf(draft)}
        onChange={(server) => set({ server })}
        error={problems.server}
        autoComplete="off"
        mono
      />
      {draft.source !== 'catalog' && (
        <TextField
          label="Clients that may call"
          hint="Ids, one a line; * is everybody. Can be changed later, in its policy."
          value={draft.clients}
          onChange={(clients) => set({ clients })}
          rows={2}
          mono
        />
      )}
    </>
  );
}
