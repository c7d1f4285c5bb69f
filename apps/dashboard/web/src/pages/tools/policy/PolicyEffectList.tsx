import { useQuery, useQueryClient } from '@tanstack/react-query';
import { asProblem, sentence } from '../../../api/problem.js';
import { useMay } from '../../../session/use-session.js';
import { fullTime } from '../../../time/format.js';
import { useZone } from '../../../time/zone.js';
import { effectLines, NO_RIGHT, RATE_UNTOLD } from './effect-words.js';
import { changesOf, type PolicyDraft } from './policy-draft.js';
import { effectOf, judgeOf, touchesCalls, touchesRate, type PolicyEffect } from './policy-effect.js';
import { dayOfCalls } from '../tool-queries.js';
import css from '../Tools.module.css';

interface PolicyEffectListProps {
  readonly server: string;
  readonly before: PolicyDraft;
  readonly after: PolicyDraft;
}

/** PolicyEffectList says what a draft would have done to the calls of the last 24 hours, while it is written. */
export function PolicyEffectList({ server, before, after }: PolicyEffectListProps) {
  const zone = useZone();
  const mayRead = useMay('read_audit');
  const changes = changesOf(before, after);
  const query = useEffect24h({ server, before, after }, mayRead && touchesCalls(changes));
  const known = (effect: PolicyEffect) => effectLines(effect, (at) => fullTime(Date.parse(at), zone));
  const lines = [
    ...(touchesCalls(changes) && !mayRead ? [NO_RIGHT] : []),
    ...(query.isLoading ? ['Looking at the calls of the last 24 h.'] : []),
    ...(query.error
      ? [`The calls of the last 24 h could not be read. ${sentence(asProblem(query.error).message)}`]
      : []),
    ...(query.data ? known(query.data) : []),
    ...(touchesRate(changes) ? [RATE_UNTOLD] : []),
  ];
  if (lines.length === 0) return null;
  return (
    <section aria-label="What it would have done">
      <h3>What it would have done</h3>
      <ul className={css.said}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

/** Each draft is one question to the cache: the calls are read once, and each client and tool asked about once. */
function useEffect24h({ server, before, after }: PolicyEffectListProps, isEnabled: boolean) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ['tool-calls', server, 'effect', before, after],
    queryFn: async ({ signal }) => {
      const day = await client.fetchQuery(dayOfCalls(server));
      return effectOf(day, [before, after], changesOf(before, after), judgeOf(server, after, signal));
    },
    enabled: isEnabled,
    retry: false,
    gcTime: 60_000,
  });
}
