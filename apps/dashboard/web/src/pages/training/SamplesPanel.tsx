import { useMemo } from 'react';
import type { TrainingRun } from '../../api/training.js';
import { Panel, Select } from '../../kit/index.js';
import { useUrlState } from '../../shell/url-state.js';
import { counted } from '../../time/format.js';
import { SamplePictures } from './SamplePictures.js';
import { sampleSettings } from './sample-settings.js';
import { samplesByStep, stepLabel, type SampleStep } from './sample-steps.js';
import css from './Training.module.css';
import { useRunConfig } from './use-run-config.js';

/** SamplesPanel shows what the model made at a step, one picture for each prompt, and beside that of another step. */
export function SamplesPanel({ run }: { readonly run: TrainingRun }) {
  const { samples } = run;
  const steps = useMemo(() => samplesByStep(samples ?? []), [samples]);
  if (steps.length === 0) {
    return (
      <Panel title="Samples">
        <p className={css.muted}>
          {samples === undefined
            ? 'The training server is too old to tell its samples.'
            : 'None yet: the trainer makes them every so many steps, where the config has prompts for it.'}
        </p>
      </Panel>
    );
  }
  const count = `${counted(samples?.length ?? 0, 'sample')} of ${counted(steps.length, 'step')}`;
  return (
    <Panel title="Samples" aside={<span className={css.muted}>{count}</span>}>
      <Steps run={run} steps={steps} />
    </Panel>
  );
}

const NOTHING: string = 'none';

function Steps({ run, steps }: { readonly run: TrainingRun; readonly steps: readonly SampleStep[] }) {
  const [wanted, setWanted] = useUrlState('sample');
  const [beside, setBeside] = useUrlState('beside', NOTHING);
  const { data: config } = useRunConfig(run).query;
  const settings = useMemo(() => sampleSettings(config?.config), [config]);
  const shown = steps.find(({ id }) => id === wanted) ?? steps[0];
  const other = steps.find(({ id }) => id === beside && id !== shown?.id);
  if (shown === undefined) return null;
  const option = (step: SampleStep) => ({ value: step.id, label: stepLabel(step) });
  const others = steps.filter(({ id }) => id !== shown.id).map(option);
  return (
    <>
      <div className={css.filters}>
        <Select
          label="Step"
          value={shown.id}
          options={steps.map(option)}
          onChange={setWanted}
          isLabelHidden
        />
        {others.length > 0 && (
          <Select
            label="Compare with"
            value={other?.id ?? NOTHING}
            options={[{ value: NOTHING, label: 'No other step' }, ...others]}
            onChange={setBeside}
          />
        )}
      </div>
      <SamplePictures job={run.job_id} shown={shown} other={other} settings={settings} />
    </>
  );
}
