import { useMemo } from 'react';
import type { TrainingRun, TrainingSample } from '../../api/training.js';
import { Panel, Resource, Select } from '../../kit/index.js';
import { useUrlState } from '../../shell/url-state.js';
import { counted } from '../../time/format.js';
import { SampleImageView } from './SampleImageView.js';
import { samplesByStep, stepLabel, type SampleStep } from './sample-steps.js';
import css from './Training.module.css';
import { useSampleImages } from './training-server.js';

/** The server makes no more pictures in one call. */
const MOST_PICTURES = 16;

/** SamplesPanel shows what the model made at a step, one picture for each prompt. */
export function SamplesPanel({ run }: { readonly run: TrainingRun }) {
  const { samples } = run;
  const steps = useMemo(() => samplesByStep(samples ?? []), [samples]);
  const [wanted, setWanted] = useUrlState('sample');
  const shown = steps.find(({ id }) => id === wanted) ?? steps[0];
  if (shown === undefined) {
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
  return (
    <Panel
      title="Samples"
      aside={
        <span
          className={css.muted}
        >{`${counted(samples?.length ?? 0, 'sample')} of ${counted(steps.length, 'step')}`}</span>
      }
    >
      <div className={css.filters}>
        <Select
          label="Step"
          value={shown.id}
          options={steps.map((step) => ({ value: step.id, label: stepLabel(step) }))}
          onChange={setWanted}
          isLabelHidden
        />
      </div>
      <Pictures job={run.job_id} of={shown} />
    </Panel>
  );
}

function Pictures({ job, of: { samples } }: { readonly job: string; readonly of: SampleStep }) {
  const [first, rest] = [samples.slice(0, MOST_PICTURES), samples.slice(MOST_PICTURES)];
  const query = useSampleImages(
    job,
    first.map(({ name }) => name),
  );
  return (
    <>
      <Resource query={query} what="samples">
        {(images) => (
          <ul className={css.samples}>
            {first.map((sample) => (
              <li key={sample.name}>
                <SampleImageView
                  image={images.find(({ name }) => name === sample.name)}
                  label={pictureLabel(sample)}
                />
                <Caption sample={sample} />
              </li>
            ))}
          </ul>
        )}
      </Resource>
      {/* Their names are known also where no picture can be had. */}
      {query.isError && query.data === undefined && <Names of={first} />}
      <Names of={rest} />
    </>
  );
}

function Names({ of }: { readonly of: readonly TrainingSample[] }) {
  if (of.length === 0) return null;
  return (
    <ul className={css.names}>
      {of.map((sample) => (
        <li key={sample.name}>
          <Caption sample={sample} />
        </li>
      ))}
    </ul>
  );
}

function Caption({ sample }: { readonly sample: TrainingSample }) {
  return (
    <div className={css.caption}>
      <span>{promptLabel(sample)}</span>
      <code className={css.code}>{sample.name}</code>
    </div>
  );
}

function pictureLabel({ step, ...sample }: TrainingSample): string {
  return `${promptLabel(sample)}${step === null ? '' : `, step ${step}`}`;
}

function promptLabel({ index }: Pick<TrainingSample, 'index'>): string {
  return index === null ? 'Sample' : `Prompt ${index + 1}`;
}
