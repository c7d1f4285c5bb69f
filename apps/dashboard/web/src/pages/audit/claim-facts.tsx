import type { ReactNode } from 'react';
import { CopyText } from '../../kit/index.js';
import type { CallerClaims } from './caller-claims.js';

type Fact = readonly [string, ReactNode] | false;

/** claimFacts are what the caller said of its request, as its word; none where it said nothing. */
export function claimFacts({ origin, traceId }: CallerClaims): readonly Fact[] {
  return [
    origin !== undefined && ['Origin', `${origin}, said by the caller`],
    traceId !== undefined && traceFact([traceId]),
  ];
}

/** traceFact are trace ids that the caller gave, of one request or several; apart from the correlation id, which is ours. */
export function traceFact(traceIds: readonly string[]): Fact {
  if (traceIds.length === 0) return false;
  const shown = traceIds.map((id) => <CopyText key={id} text={id} what="trace id" />);
  return ['Trace id, given by the caller', shown];
}
