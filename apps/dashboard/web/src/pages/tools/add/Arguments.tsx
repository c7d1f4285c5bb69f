import { TextField } from '../../../kit/index.js';
import type { AdditionPart } from './addition-part.js';

export function Arguments({ draft, set }: AdditionPart) {
  return (
    <TextField
      label="Arguments"
      hint="One a line"
      value={draft.args}
      onChange={(args) => set({ args })}
      rows={2}
      mono
    />
  );
}
