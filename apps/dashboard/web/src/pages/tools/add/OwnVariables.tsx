import { TextField } from '../../../kit/index.js';
import css from '../Tools.module.css';
import type { AdditionPart } from './addition-part.js';
import { Variables } from './Variables.js';

/** OwnVariables asks for the names of a server's variables; their values are put elsewhere. */
export function OwnVariables({ draft, problems, set }: AdditionPart) {
  return (
    <>
      <div className={css.fields}>
        <TextField
          label="Variables that it requires"
          hint="Names alone, one a line"
          value={draft.required}
          onChange={(required) => set({ required })}
          error={problems.required}
          rows={2}
          mono
        />
        <TextField
          label="Variables that it may have"
          hint="Names alone, one a line"
          value={draft.optional}
          onChange={(optional) => set({ optional })}
          error={problems.optional}
          rows={2}
          mono
        />
      </div>
      <Variables required={names(draft.required)} optional={names(draft.optional)} />
    </>
  );
}

function names(text: string): string[] {
  return text.split('\n').flatMap((line) => line.trim() || []);
}
