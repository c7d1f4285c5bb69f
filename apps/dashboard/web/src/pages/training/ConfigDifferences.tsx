import type { TrainingJob, TrainingRun } from '../../api/training.js';
import { Resource } from '../../kit/index.js';
import { counted } from '../../time/format.js';
import { configDifferences } from './config-differences.js';
import css from './Training.module.css';
import { useRunConfig } from './use-run-config.js';

interface ConfigDifferencesProps {
  readonly run: TrainingRun;
  readonly other: TrainingJob;
}

/** ConfigDifferences is what the saved configs of two jobs have different. */
export function ConfigDifferences({ run, other }: ConfigDifferencesProps) {
  const [own, theirs] = [useRunConfig(run), useRunConfig(other)];
  if (own.isSaved === undefined || theirs.isSaved === undefined) return null;
  const missing = [own.isSaved ? [] : [run.name], theirs.isSaved ? [] : [other.name]].flat();
  if (missing.length > 0) {
    return (
      <p className={css.muted}>
        No config is saved as {missing.join(', nor as ')}: there is nothing to compare.
      </p>
    );
  }
  return (
    <Resource query={own.query} what="configs">
      {({ config: here }) => (
        <Resource query={theirs.query} what="configs">
          {({ config: there }) => <Differences here={here} there={there} names={[run.name, other.name]} />}
        </Resource>
      )}
    </Resource>
  );
}

type Config = Readonly<Record<string, unknown>>;

function Differences(props: { here: Config; there: Config; names: readonly [string, string] }) {
  const { differ, same } = configDifferences(props.here, props.there);
  const rest = `${counted(same, 'setting is', 'settings are')} the same.`;
  if (differ.length === 0) return <p>The saved configs do not differ: {rest}</p>;
  return (
    <>
      <p>
        The saved configs differ in {counted(differ.length, 'setting')}; {rest}
      </p>
      <div className={css.sideways} tabIndex={0} role="region" aria-label="Settings that differ">
        <table className={css.compared}>
          <thead>
            <tr>
              {['Setting', ...props.names].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {differ.map(({ place, here, there }) => (
              <tr key={place}>
                <th scope="row">{place}</th>
                {[here, there].map((value, index) => (
                  <td key={props.names[index]}>
                    {value === undefined ? (
                      <span className={css.muted}>Not set</span>
                    ) : (
                      <code className={css.code}>{value}</code>
                    )}
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
