import type { LibraryProvider } from '../../api/library-views.js';
import { sentence } from '../../api/problem.js';
import { Note } from '../../kit/index.js';

/** Providers says which of them did not answer: their models are shown as they were. */
export function Providers({ of }: { readonly of: readonly LibraryProvider[] }) {
  return of
    .filter(({ reachable }) => !reachable)
    .map(({ id, error }) => (
      <Note
        key={id}
        kind="unknown"
        title={`Provider ${id} does not answer: its models are as they were last seen`}
      >
        {error === null ? 'No reason is known.' : sentence(error)}
      </Note>
    ));
}
