import { lazy, Suspense, useMemo } from 'react';
import { asProblem } from '../../api/problem.js';
import type { TrainingRun } from '../../api/training.js';
import {
  Age,
  CopyText,
  Empty,
  Facts,
  Link,
  PageHead,
  Panel,
  Progress,
  Resource,
  State,
  Time,
} from '../../kit/index.js';
import { usePathParam } from '../../shell/url-state.js';
import { ComparePanel } from './ComparePanel.js';
import { GpuMemory } from './GpuMemory.js';
import { HealthPanel } from './HealthPanel.js';
import { LearningRatePanel } from './LearningRatePanel.js';
import { LossPanel } from './LossPanel.js';
import { runMarks } from './run-marks.js';
import { SamplesPanel } from './SamplesPanel.js';
import { StopButton } from './StopButton.js';
import css from './Training.module.css';
import {
  isActive,
  offers,
  queueText,
  speedText,
  stepsText,
  timeLeftText,
  trainingState,
} from './training-answers.js';
import { useSaves, useTrainingRun, useTrainingTools } from './training-server.js';

const ConfigPanel = lazy(async () => ({ default: (await import('./ConfigPanel.js')).ConfigPanel }));

/** RunPage is one training: how far it is, its loss, its samples, and what is wrong with it. */
export function RunPage() {
  const id = usePathParam('job');
  const query = useTrainingRun(id);
  const isGone = query.data === undefined && query.error && asProblem(query.error).code === 'job_not_found';
  if (isGone) return <Gone id={id} />;
  return (
    <>
      {query.data === undefined && <Head title={id} />}
      <Resource query={query} what="training jobs">
        {(run) => <Run run={run} at={query.dataUpdatedAt} />}
      </Resource>
    </>
  );
}

function Head({ title }: { readonly title: string }) {
  return <PageHead title={title} above={<Link to="/training">Training</Link>} />;
}

function Gone({ id }: { readonly id: string }) {
  return (
    <>
      <Head title={id} />
      <Empty title="There is no such job">
        <p>It was deleted, or belongs to another backend.</p>
      </Empty>
    </>
  );
}

function Run({ run, at }: { readonly run: TrainingRun; readonly at: number }) {
  const { kind, word } = trainingState(run);
  const { data: tools = [] } = useTrainingTools();
  const marks = useMarks(run, offers(tools, 'export-model'));
  return (
    <>
      <PageHead
        title={run.name}
        above={<Link to="/training">Training</Link>}
        aside={
          <>
            <State kind={kind} badge>
              {word}
            </State>
            <Age at={at} />
          </>
        }
        actions={<StopButton job={run} />}
      />
      <div className={css.columns}>
        <div className={css.column}>
          <LossPanel run={run} marks={marks} />
          <LearningRatePanel run={run} />
          <SamplesPanel run={run} />
          {offers(tools, 'compare-training-runs') && <ComparePanel run={run} />}
          <Suspense>{offers(tools, 'list-configs', 'get-config') && <ConfigPanel run={run} />}</Suspense>
        </div>
        <div className={css.column}>
          <ProgressPanel run={run} hasGpus={offers(tools, 'get-system-stats')} />
          {offers(tools, 'get-training-observability') && (
            <HealthPanel job={run.job_id} isLive={isActive(run)} />
          )}
        </div>
      </div>
    </>
  );
}

/** Where nobody can say what was saved, samples are marked alone. */
function useMarks(run: TrainingRun, isOffered: boolean) {
  const { data: saves } = useSaves(run.job_id, { isOffered, isLive: isActive(run) });
  const { samples } = run;
  return useMemo(() => runMarks(saves, samples), [saves, samples]);
}

function ProgressPanel({ run, hasGpus }: { readonly run: TrainingRun; readonly hasGpus: boolean }) {
  const { total_steps: total, info, speed_string: speed, updated_at: updated } = run;
  return (
    <Panel title="Progress">
      <Progress
        label={`Steps of ${run.name}`}
        percent={total === null ? undefined : run.progress}
        text={`${stepsText(run)}${total === null ? '' : ' steps'}`}
      />
      <Facts
        of={[
          info !== '' && ['Now', info],
          run.status === 'running' && ['Speed', speedText(run)],
          run.status !== 'running' && speed !== null && ['Last speed', speed],
          run.status === 'running' && ['Time left', timeLeftText(run)],
          ['Queue', queueText(run)],
          ['Last news', updated === null ? 'Unknown' : <Time key="news" at={updated} />],
          ['Job', <CopyText key="job" text={run.job_id} what="job id" />],
        ]}
      />
      {hasGpus && run.status === 'running' && <GpuMemory gpus={run.gpu_ids} />}
    </Panel>
  );
}
