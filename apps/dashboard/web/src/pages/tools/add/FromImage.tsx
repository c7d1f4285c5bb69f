import { Select, TextField } from '../../../kit/index.js';
import css from '../Tools.module.css';
import type { AdditionPart } from './addition-part.js';
import { Arguments } from './Arguments.js';
import { OwnVariables } from './OwnVariables.js';

export function FromImage(props: AdditionPart) {
  const { draft, problems, set } = props;
  return (
    <div className={css.form}>
      <TextField
        label="Image"
        hint="It must have been pulled before."
        value={draft.image}
        onChange={(image) => set({ image })}
        error={problems.image}
        autoComplete="off"
        mono
      />
      <Arguments {...props} />
      <div className={css.choice}>
        <span className={css.label}>Network</span>
        <Select
          label="Network"
          isLabelHidden
          value={draft.network}
          options={[
            { value: 'none', label: 'None' },
            { value: 'egress', label: 'Outwards' },
          ]}
          onChange={(network) => set({ network })}
        />
      </div>
      <OwnVariables {...props} />
    </div>
  );
}
