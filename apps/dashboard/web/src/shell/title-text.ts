interface Titled {
  readonly page: string | undefined;
  /** What the page is about. */
  readonly object: string | undefined;
  /** What runs, as the strip counts it, and jobs of this tab that failed. */
  readonly running: number;
  readonly failed: number;
}

/** An id is told apart by its end. */
const LONGEST = 40;

/** titleOf is `(2) Failed · ollama · Services · Switchyard`. */
export function titleOf({ page, object, running, failed }: Titled): string {
  const count = running > 0 ? `(${running}) ` : '';
  const word = failed > 1 ? `${failed} failed` : failed === 1 ? 'Failed' : undefined;
  return count + [word, object && shortened(object), page, 'Switchyard'].filter(Boolean).join(' · ');
}

function shortened(object: string): string {
  return object.length <= LONGEST ? object : `…${object.slice(-LONGEST + 1)}`;
}
