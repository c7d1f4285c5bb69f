import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { asProblem, sentence, type Problem } from '../api/problem.js';
import { Button } from './Button.js';
import { CopyText } from './Copy.js';
import { Note } from './Note.js';
import css from './Resource.module.css';
import { Age } from './Time.js';

interface ResourceProps<T> {
  /** Of `useQuery` or `useInfiniteQuery`. */
  readonly query: Pick<UseQueryResult<T>, 'error' | 'isPending' | 'dataUpdatedAt'> & {
    readonly data: T | undefined;
    readonly refetch: () => Promise<unknown>;
  };
  /** What is read, in the plural and in small letters: `services`. */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/**
 * Resource shows what a query read. Old data stays while it is read anew and when that fails, with a note and its age;
 * a skeleton is there on the first load only, after 300 ms, and says after 10 s what is waited for.
 */
export function Resource<T>({ query, what, children }: ResourceProps<T>) {
  const { data, error, isPending, refetch, dataUpdatedAt } = query;
  const again = () => void refetch();
  if (data !== undefined) {
    return (
      <>
        {error && <StaleNote what={what} problem={asProblem(error)} at={dataUpdatedAt} onRetry={again} />}
        {children(data)}
      </>
    );
  }
  if (isPending && !error) return <Loading what={what} />;
  return <Failure what={what} problem={asProblem(error)} onRetry={again} />;
}

function StaleNote(props: { what: string; problem: Problem; at: number; readonly onRetry: () => void }) {
  const { what, problem, at, onRetry } = props;
  const title = (
    <>
      These {what} are of <Age at={at} />
    </>
  );
  return (
    <Note kind="unknown" title={title} actions={<Button onPress={onRetry}>Read again</Button>}>
      {sentence(problem.message)}
    </Note>
  );
}

/** Failure says why something could not be read; without the right for it, which one is missing. */
export function Failure(props: { what: string; problem: Problem; readonly onRetry?: () => void }) {
  const { what, problem, onRetry } = props;
  const isDenied = problem.status === 403;
  const title = isDenied ? `You may not read ${what}` : `The ${what} could not be read`;
  return (
    <Note
      kind={isDenied ? 'off' : 'failed'}
      title={title}
      isAlert
      actions={onRetry && !isDenied && <Button onPress={onRetry}>Read again</Button>}
    >
      {sentence(problem.message)}
      {problem.requestId !== undefined && (
        <div className={css.id}>
          Request <CopyText text={problem.requestId} what="request id" />
        </div>
      )}
    </Note>
  );
}

/** Loading is what stands in for data that was never there yet. */
export function Loading({ what }: { readonly what: string }) {
  const waited = useWaited();
  if (waited < 300) return <div className={css.room} aria-busy="true" />;
  return (
    <div className={css.room} aria-busy="true">
      <div className={css.bone} />
      <div className={css.bone} />
      <div className={css.bone} />
      <p className={css.waiting}>{waited >= 10_000 ? `Still waiting for the ${what}.` : `Reading ${what}`}</p>
    </div>
  );
}

function useWaited(): number {
  const [waited, setWaited] = useState(0);
  useEffect(() => {
    const timers = [300, 10_000].map((ms) => setTimeout(() => setWaited(ms), ms));
    return () => timers.forEach(clearTimeout);
  }, []);
  return waited;
}

interface EmptyProps {
  /** `No services yet` */
  readonly title: string;
  /** What this list is for, and what fills it: a sentence, a command in Code. */
  readonly children?: ReactNode;
}

/** Empty is for a list that has nothing in it; one that is filtered uses NoMatch. */
export function Empty({ title, children }: EmptyProps) {
  return (
    <div className={css.empty}>
      <p className={css.title}>{title}</p>
      {children}
    </div>
  );
}

/** NoMatch is for a filter that leaves nothing: what is hidden is not gone. */
export function NoMatch({ among, onClear }: { readonly among: number; readonly onClear: () => void }) {
  return (
    <div className={css.empty}>
      <p className={css.title}>No match among {among}</p>
      <ClearFilter onClear={onClear} />
    </div>
  );
}

/**
 * ClearFilter goes away by what it does, so that the focus goes to the filter; not on a touch screen, where a field in
 * focus unfolds a keyboard.
 */
export function ClearFilter({ onClear }: { readonly onClear: () => void }) {
  const clear = () => {
    onClear();
    if (matchMedia('(pointer: fine)').matches)
      document.querySelector<HTMLInputElement>('input[data-filter]')?.focus();
  };
  return (
    <div>
      <Button onPress={clear}>Clear filter</Button>
    </div>
  );
}
