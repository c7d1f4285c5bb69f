import { Select, TextField } from '../../../kit/index.js';
import css from '../Tools.module.css';
import type { AdditionPart } from './addition-part.js';
import { OwnVariables } from './OwnVariables.js';

export function FromUrl(props: AdditionPart) {
  const { draft, problems, set } = props;
  return (
    <div className={css.form}>
      <TextField
        label="Address"
        hint="Private addresses need MCP_PRIVATE_HOSTS."
        value={draft.url}
        onChange={(url) => set({ url })}
        error={problems.url}
        autoComplete="off"
        mono
      />
      <div className={css.choice}>
        <span className={css.label}>Transport</span>
        <Select
          label="Transport"
          isLabelHidden
          value={draft.transport}
          options={[
            { value: 'streamable-http', label: 'Streamable HTTP' },
            { value: 'sse', label: 'SSE, of old' },
          ]}
          onChange={(transport) => set({ transport })}
        />
      </div>
      <TextField
        label="Headers"
        hint="One a line. Secrets as a variable: Authorization: Bearer ${TOKEN}"
        value={draft.headers}
        onChange={(headers) => set({ headers })}
        error={problems.headers}
        rows={2}
        mono
      />
      <OwnVariables {...props} />
    </div>
  );
}
