import { TextField } from '../../../kit/index.js';
import css from '../Tools.module.css';
import type { AdditionPart } from './addition-part.js';
import { Arguments } from './Arguments.js';
import { OwnVariables } from './OwnVariables.js';

export function FromCommand(props: AdditionPart) {
  const { draft, problems, set } = props;
  return (
    <div className={css.form}>
      <TextField
        label="Command"
        hint="A program; it runs beside the router, without a shell."
        value={draft.command}
        onChange={(command) => set({ command })}
        error={problems.command}
        autoComplete="off"
        mono
      />
      <Arguments {...props} />
      <OwnVariables {...props} />
    </div>
  );
}
