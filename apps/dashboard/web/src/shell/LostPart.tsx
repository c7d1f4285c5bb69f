import { Button, Note } from '../kit/index.js';

/** LostPart stands in for a part of the page whose file did not come. */
export function LostPart() {
  return (
    <Note
      kind="failed"
      title="A part of the page did not come"
      isAlert
      actions={<Button onPress={() => location.reload()}>Load the page again</Button>}
    >
      The line was lost for a moment, or the dashboard was brought up to date. Nothing was changed.
    </Note>
  );
}
