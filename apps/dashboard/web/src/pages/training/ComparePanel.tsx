import type { RunComparison, TrainingJob, TrainingRun } from '../../api/training.js';
import { Panel, Resource, Select } from '../../kit/index.js';
import { useUrlState } from '../../shell/url-state.js';
import { ConfigDifferences } from './ConfigDifferences.js';
import css from './Training.module.css';
import { useComparison, useTrainingJobs } from './training-server.js';

const NOTHING: string = 'none';

/** ComparePanel sets a run against another one: by its scores, and by what their configs have different. */
export function ComparePanel({ run }: { readonly run: TrainingRun }) {
  const [wanted, setWanted] = useUrlState('against', NOTHING);
  const { data: jobs = [] } = useTrainingJobs();
  const others = jobs.filter(({ job_id: id }) => id !== run.job_id);
  const other = others.find(({ job_id: id }) => id === wanted);
  if (others.length === 0) return null;
  return (
    <Panel title="Another run">
      <Select
        label="Against"
        value={other?.job_id ?? NOTHING}
        options={[
          { value: NOTHING, label: 'No other run' },
          ...others.map(({ job_id: id, name }) => ({ value: id, label: name })),
        ]}
        onChange={setWanted}
      />
      {other !== undefined && <Comparison run={run} other={other} />}
    </Panel>
  );
}

function Comparison({ run, other }: { readonly run: TrainingRun; readonly other: TrainingJob }) {
  const query = useComparison(run.job_id, other.job_id);
  return (
    <>
      <Resource query={query} what="scores of both runs">
        {(comparison) => <Scores run={run} other={other} comparison={comparison} />}
      </Resource>
      <ConfigDifferences run={run} other={other} />
    </>
  );
}

const REASONS: Readonly<Record<string, string>> = {
  job_not_found: 'is gone',
  non_terminal_status: 'has not ended',
  nothing_recorded: 'has recorded nothing yet',
  collection_failed: 'could not be read',
};

interface ScoresProps {
  readonly run: TrainingRun;
  readonly other: TrainingJob;
  readonly comparison: RunComparison;
}

/** Scores are those of the training server, from 0 to 100. */
function Scores({ run, other, comparison: { ranking, skipped_runs: skipped } }: ScoresProps) {
  const runs = [run, other].map(({ job_id: id, name }) => {
    return { id, name, scores: ranking.ranking.find(({ job_id }) => job_id === id)?.scores };
  });
  const rows = [
    ['All in all', ...runs.map(({ scores }) => scores?.total)],
    ...(['convergence', 'stability', 'speed'] as const).map(
      (part) => [NAMES[part], ...runs.map(({ scores }) => scores?.components[part])] as const,
    ),
  ] as const;
  return (
    <>
      {skipped.map(({ job_id: id, reason }) => (
        <p key={id}>
          {runs.find((each) => each.id === id)?.name ?? id} {REASONS[reason] ?? reason}.
        </p>
      ))}
      <div className={css.sideways} tabIndex={0} role="region" aria-label="Scores of both runs">
        <table className={css.compared}>
          <thead>
            <tr>
              <th scope="col">Score, of 100</th>
              {runs.map(({ id, name }) => (
                <th key={id} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...scores]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {scores.map((score, index) => (
                  <td key={runs[index]?.id} className={css.figure}>
                    {score == null ? 'Unknown' : Math.round(score)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const NAMES = { convergence: 'Convergence', stability: 'Stability', speed: 'Speed' } as const;
