import { useState } from 'react';
import type { TrainingAlert, TrainingHealth } from '../../api/training.js';
import { Button, Facts, Note, Panel, Resource, State, Time } from '../../kit/index.js';
import { counted } from '../../time/format.js';
import css from './Training.module.css';
import { healthState } from './training-answers.js';
import { useTrainingHealth } from './training-server.js';

interface HealthPanelProps {
  readonly job: string;
  /** Whether the job still changes. */
  readonly isLive: boolean;
}

/** HealthPanel is what the training server thinks of a run; its data set is looked at when somebody asks. */
export function HealthPanel({ job, isLive }: HealthPanelProps) {
  const [withDataset, setWithDataset] = useState(false);
  const query = useTrainingHealth(job, { withDataset, isLive });
  return (
    <Panel title="Health" aside={query.data && <Verdict health={query.data} />}>
      <Resource query={query} what="findings of this training">
        {(health) => <Findings health={health} withDataset={withDataset} />}
      </Resource>
      {!withDataset && (
        <div>
          <Button onPress={() => setWithDataset(true)}>Look at the data set too</Button>
        </div>
      )}
    </Panel>
  );
}

function Verdict({ health }: { readonly health: TrainingHealth }) {
  const { kind, word } = healthState(health);
  return (
    <State kind={kind} badge>
      {word}
    </State>
  );
}

function Findings({
  health,
  withDataset,
}: {
  readonly health: TrainingHealth;
  readonly withDataset: boolean;
}) {
  const { alerts, logs, quality_analysis: quality, error_analysis: errors, run_report: report } = health;
  const {
    convergence_score: convergence,
    stability_score: stability,
    dataset_quality_score: dataset,
  } = report.metrics;
  return (
    <>
      {alerts.length === 0 ? (
        <p>No alerts{withDataset ? '.' : '; the data set was not looked at.'}</p>
      ) : (
        <ul className={css.alerts} aria-label="Alerts">
          {alerts.map((alert) => (
            <li key={alert.code}>
              <AlertNote alert={alert} />
            </li>
          ))}
        </ul>
      )}
      <Facts
        of={[
          'grade' in health.evaluation && [
            'Grade',
            `${health.evaluation.grade}, ${scoreText(health.evaluation.overall_score)}`,
          ],
          ['Loss', trendText(quality)],
          ['Convergence', scoreText(convergence)],
          ['Stability', scoreText(stability)],
          withDataset && ['Data set', scoreText(dataset)],
          ['Errors in the log', `${errors.total_mentions} in ${counted(logs.analyzed_line_count, 'line')}`],
          ['Looked at', <Time key="at" at={health.generated_at} />],
        ]}
      />
    </>
  );
}

function AlertNote({ alert: { code, severity, message, confidence } }: { readonly alert: TrainingAlert }) {
  const isCritical = severity === 'critical';
  return (
    <Note kind={isCritical ? 'failed' : 'attention'} title={message}>
      {isCritical ? 'Critical' : 'Warning'} <code className={css.code}>{code}</code>,{' '}
      {Math.round(100 * confidence)} % sure
    </Note>
  );
}

function scoreText(score: number | null): string {
  return score === null ? 'Unknown' : `${Math.round(score)} of 100`;
}

const TRENDS: Readonly<Record<string, string>> = {
  improving: 'Improving',
  regressing: 'Getting worse',
  flat: 'Flat',
};

function trendText({ trend, improvement_pct: change }: TrainingHealth['quality_analysis']): string {
  const word = TRENDS[trend] ?? 'Unknown';
  return change === null
    ? word
    : `${word}, ${Math.abs(change).toFixed(1)} % ${change < 0 ? 'higher' : 'lower'}`;
}
