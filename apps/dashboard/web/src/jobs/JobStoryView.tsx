import { sentence } from '../api/problem.js';
import { Code, Note, Progress, State } from '../kit/index.js';
import { duration } from '../time/format.js';
import { useNow } from '../time/now.js';
import type { Told } from './job-stories.js';
import { isOver, verdictOf, type JobStep, type JobStory } from './job-story.js';
import css from './Jobs.module.css';

interface JobStoryViewProps {
  readonly told: Told;
  readonly state?: string;
  /** What it waits for, while it waits. */
  readonly waitsFor?: string | undefined;
}

/** JobStoryView is a job as told: how it ended first, then its steps, then what it wrote. */
export function JobStoryView({ told, state, waitsFor }: JobStoryViewProps) {
  const { story, link, problem } = told;
  return (
    <div className={css.story}>
      <Ending story={story} />
      {story.hasGap && <Note kind="unknown" title="Some events of this job are missing here." />}
      {link === 'waiting' && <p className={css.muted}>Reconnecting. The job goes on.</p>}
      {problem && (
        <Note kind="unknown" title="This job cannot be followed">
          {sentence(problem.message)}
        </Note>
      )}
      {story.steps.length > 0 && (
        <ol className={css.steps}>
          {story.steps.map((step, index) => (
            <Step key={`${index} ${step.name}`} step={step} story={story} />
          ))}
        </ol>
      )}
      {story.steps.length === 0 && !isOver(story) && (
        <Waiting story={story} state={state} waitsFor={waitsFor} />
      )}
      {story.lines.length > 0 && <Code>{story.lines.map(({ line }) => line).join('\n')}</Code>}
    </div>
  );
}

interface WaitingProps extends Pick<JobStoryViewProps, 'waitsFor'> {
  readonly story: JobStory;
  readonly state: string | undefined;
}

function Waiting({ story, state, waitsFor }: WaitingProps) {
  if (state === 'completed' || state === 'failed') return null;
  const why = waitsFor ?? 'Waiting for its turn on the node.';
  const text = story.startedAt === undefined ? why : 'Started.';
  return <p className={css.muted}>{text}</p>;
}

function Step({ step, story }: { readonly step: JobStep; readonly story: JobStory }) {
  const now = useNow();
  const { name, startedAt, endedAt, percent } = step;
  const isLast = story.steps.at(-1) === step;
  const ending = isLast && isOver(story) ? verdictOf(story).kind : 'ok';
  return (
    <li className={css.step}>
      <div className={css.stepLine}>
        <State kind={endedAt === undefined ? 'working' : ending}>{name}</State>
        <span className={css.muted}>{duration((endedAt ?? Math.max(now, startedAt)) - startedAt)}</span>
      </div>
      {endedAt === undefined && percent !== undefined && <Progress label={name} percent={percent} />}
    </li>
  );
}

function Ending({ story }: { readonly story: JobStory }) {
  const { ending } = story;
  if (ending === undefined) return null;
  const { kind, word } = verdictOf(story);
  if (ending.type === 'verdict') return <VerdictNote ending={ending} kind={kind} word={word} />;
  if (ending.result === 'ok') return null;
  const nothing = ending.result === 'refused' ? ' Nothing was changed.' : '';
  return (
    <Note kind={kind} title={`${word}.${nothing}`}>
      {ending.message !== undefined && sentence(ending.message)}
      {ending.code !== undefined && (
        <div>
          <code>{ending.code}</code>
        </div>
      )}
    </Note>
  );
}

const FOUND: Readonly<Record<string, string>> = {
  happened: 'It was cut off, and the node shows that it happened all the same.',
  did_not_happen: 'It was cut off, and the node shows that nothing of it happened.',
  partial: 'It was cut off, and the node shows that a part of it happened.',
  unknown: 'It was cut off, and the node cannot tell whether it happened.',
};

function VerdictNote(props: {
  ending: Extract<NonNullable<JobStory['ending']>, { type: 'verdict' }>;
  kind: ReturnType<typeof verdictOf>['kind'];
  word: string;
}) {
  const { ending, kind, word } = props;
  return (
    <>
      <Note kind={kind} title={`${word}.`}>
        {FOUND[ending.verdict]} Look at the service, then make a new plan.
      </Note>
      {ending.evidence !== undefined && (
        <details>
          <summary>Evidence</summary>
          <Code copy="evidence">{JSON.stringify(ending.evidence, null, 2)}</Code>
        </details>
      )}
    </>
  );
}
