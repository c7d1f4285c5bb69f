const lost = new WeakSet<Error>();
const RELOADED = 'reloaded';
const LATELY_MS = 30_000;

/** noteLostParts remembers which errors are of files that did not come: of a release since replaced, or over a line that broke. */
export function noteLostParts(): void {
  window.addEventListener('vite:preloadError', ({ payload }) => void lost.add(payload));
}

/** isLostPart tells that trying again is of no use: what was imported once is not asked for a second time. */
export function isLostPart(error: unknown): boolean {
  return error instanceof Error && lost.has(error);
}

/** loadAgainOnce loads the whole page again, unless that was done lately and did not help. */
export function loadAgainOnce(): void {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (Date.now() - last < LATELY_MS) return;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
}
