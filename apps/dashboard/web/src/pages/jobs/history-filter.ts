import { useNavigate, useSearch } from '@tanstack/react-router';

const STATES = ['completed', 'failed'] as const;

/** What the server looks for; all of it without one. */
export interface HistoryFilter {
  readonly node: string | undefined;
  readonly service: string | undefined;
  readonly state: (typeof STATES)[number] | undefined;
}

type Texts = Readonly<Record<string, string | undefined>>;

/** useHistoryFilter is the filter as it stands in the URL. */
export function useHistoryFilter() {
  const { node, service, state }: Texts = useSearch({ strict: false });
  const navigate = useNavigate();
  const choose = (change: Texts) => {
    const search = (before: Texts) => ({ ...before, ...change });
    void navigate({ to: '.', search, replace: true, resetScroll: false });
  };
  const filter: HistoryFilter = {
    node: node || undefined,
    service: service || undefined,
    state: STATES.find((known) => known === state),
  };
  return { filter, choose };
}

export const NO_FILTER: Texts = { node: undefined, service: undefined, state: undefined, filter: undefined };
