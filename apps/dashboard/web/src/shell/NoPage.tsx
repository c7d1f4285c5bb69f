import type { ErrorComponentProps } from '@tanstack/react-router';
import { asProblem, sentence } from '../api/problem.js';
import { Button, Empty, LinkButton, Note, PageHead } from '../kit/index.js';
import { isLostPart } from './lost-parts.js';
import { LostPart } from './LostPart.js';

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

/** A TypeError is no missing answer here. */
function causeOf(error: unknown): string {
  return error instanceof TypeError ? 'The page itself has a fault.' : sentence(asProblem(error).message);
}

/** PageFailed stands where a page broke; the rest of the shell goes on. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  return (
    <>
      <PageHead title="This page failed" />
      {isLostPart(error) ? <LostPart /> : <Broken error={error} onRetry={reset} />}
    </>
  );
}

function Broken({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  return (
    <Note
      kind="failed"
      title="Something in this page broke"
      isAlert
      actions={<Button onPress={onRetry}>Try again</Button>}
    >
      {causeOf(error)} Nothing was changed.
    </Note>
  );
}
