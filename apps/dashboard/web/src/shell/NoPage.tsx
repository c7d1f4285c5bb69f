import type { ErrorComponentProps } from '@tanstack/react-router';
import { asProblem, sentence } from '../api/problem.js';
import { Button, Empty, LinkButton, Note, PageHead } from '../kit/index.js';

export function NoSuchPage() {
  return (
    <>
      <PageHead title="No such page" />
      <Empty title="Nothing is at this address">
        <p>It may have been written wrong, or belong to a newer version.</p>
        <div>
          <LinkButton to="/">Go to the start</LinkButton>
        </div>
      </Empty>
    </>
  );
}

/** A TypeError is no missing answer here, unless a part of the page could not be fetched. */
function causeOf(error: unknown): string {
  const isOwn = error instanceof TypeError && !/fetch|import|load/i.test(error.message);
  return isOwn ? 'The page itself has a fault.' : sentence(asProblem(error).message);
}

/** PageFailed stands where a page broke; the rest of the shell goes on. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  return (
    <>
      <PageHead title="This page failed" />
      <Note
        kind="failed"
        title="Something in this page broke"
        isAlert
        actions={<Button onPress={reset}>Try again</Button>}
      >
        {causeOf(error)} Nothing was changed.
      </Note>
    </>
  );
}
