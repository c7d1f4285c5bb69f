import { useNavigate } from '@tanstack/react-router';
import { createContext, useMemo } from 'react';
import { useUrlState } from '../../shell/url-state.js';
import { useAuditFilter } from './use-audit-filter.js';

export interface RowActions {
  readonly open: (seq: number) => void;
  readonly only: (actor: string) => void;
  readonly go: (path: string) => void;
}

/** What the rows of the table can do: made once for all of them, for a row must cost little. */
export const RowActionsContext = createContext<RowActions>({
  open: () => undefined,
  only: () => undefined,
  go: () => undefined,
});

export function useRowActions(): RowActions {
  const [, setOpen] = useUrlState('event');
  const { change } = useAuditFilter();
  const navigate = useNavigate();
  return useMemo(
    () => ({
      open: (seq) => setOpen(String(seq)),
      only: (actor) => change({ actor }),
      go: (path) => void navigate({ to: path }),
    }),
    [setOpen, change, navigate],
  );
}
