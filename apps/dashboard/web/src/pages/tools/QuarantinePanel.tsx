import { lazy, Suspense } from 'react';
import type { ListedServer } from '../../api/tool-registry.js';
import { Loading } from '../../kit/index.js';

/** With the comparing of words: fetched where something waits. */
const QuarantineList = lazy(async () => ({
  default: (await import('./QuarantineList.js')).QuarantineList,
}));

interface QuarantinePanelProps {
  readonly servers: readonly ListedServer[];
  readonly only?: string;
}

/** QuarantinePanel asks only where something is known to wait or to be blocked, and shows nothing where nothing is. */
export function QuarantinePanel({ servers, only }: QuarantinePanelProps) {
  const counts = servers.filter(({ id }) => only === undefined || id === only).map(({ tools }) => tools);
  if (!counts.some(({ quarantined, blocked }) => quarantined + blocked > 0)) return null;
  return (
    <Suspense fallback={<Loading what="tools in quarantine" />}>
      <QuarantineList only={only} />
    </Suspense>
  );
}
