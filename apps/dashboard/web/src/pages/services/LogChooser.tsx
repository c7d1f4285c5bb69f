import { Button, Checkboxes } from '../../kit/index.js';
import type { LogMark } from '../../logs/log-marks.js';
import { Mark } from '../../logs/LogRow.js';
import { byNode, MOST_LOGS } from './merged-choice.js';
import css from './Services.module.css';

interface LogChooserProps {
  readonly known: readonly string[];
  readonly chosen: readonly string[];
  readonly marks: ReadonlyMap<string, LogMark>;
  readonly onChoose: (refs: readonly string[]) => void;
}

/** LogChooser is which logs are together, and what the marks of their lines mean. */
export function LogChooser({ known, chosen, marks, onChoose }: LogChooserProps) {
  const isFull = chosen.length >= MOST_LOGS;
  return (
    <div className={css.chooser}>
      {byNode(known).map(([node, refs]) => (
        <div key={node} className={css.group}>
          <Checkboxes
            label={node}
            value={chosen.filter((ref) => refs.includes(ref))}
            options={refs.map((ref) => ({ value: ref, label: <Name mark={marks.get(ref)} /> }))}
            onChange={(wanted) => {
              const others = chosen.filter((ref) => !refs.includes(ref));
              onChoose([...others, ...wanted].slice(0, MOST_LOGS));
            }}
          />
          <div className={css.wide}>
            <Button look="quiet" onPress={() => onChoose(refs.slice(0, MOST_LOGS))}>
              Only {node}
            </Button>
          </div>
        </div>
      ))}
      <div className={css.wide}>
        <Button look="quiet" onPress={() => onChoose(known.slice(0, MOST_LOGS))}>
          All
        </Button>
        <Button look="quiet" onPress={() => onChoose([])}>
          None
        </Button>
      </div>
      {isFull && <p className={css.muted}>{MOST_LOGS} logs are as many as go together.</p>}
    </div>
  );
}

function Name({ mark }: { readonly mark: LogMark | undefined }) {
  return mark === undefined ? null : <Mark mark={mark} />;
}
