import { useState } from 'react';
import type { TrainingRun } from '../../api/training.js';
import { Button, Code, Panel, Resource } from '../../kit/index.js';
import css from './Training.module.css';
import { useRunConfig } from './use-run-config.js';

/** ConfigPanel is the config that a job was started from, as it is saved now. */
export function ConfigPanel({ run }: { readonly run: TrainingRun }) {
  const [isOpen, setOpen] = useState(false);
  const { isSaved, query } = useRunConfig(run);
  if (isSaved === undefined) return null;
  return (
    <Panel title="Configuration">
      {isSaved ? (
        <>
          <p className={css.muted}>
            As it is saved now under the job's name; the job keeps what it was last started with.
          </p>
          <div>
            <Button onPress={() => setOpen(!isOpen)} isPressed={isOpen}>
              Show the configuration
            </Button>
          </div>
          {isOpen && (
            <Resource query={query} what="training configs">
              {({ yaml }) => <Code copy="configuration">{yaml}</Code>}
            </Resource>
          )}
        </>
      ) : (
        <p className={css.muted}>No config is saved as {run.name}.</p>
      )}
    </Panel>
  );
}
