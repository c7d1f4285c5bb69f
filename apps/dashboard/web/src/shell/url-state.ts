import { useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

type Texts = Readonly<Record<string, string | undefined>>;

/**
 * useUrlState is a state that lives in the URL: a filter, an order, a tab, a selected row. The fallback is not written.
 * A change takes the place of the current entry of the history.
 */
export function useUrlState<T extends string = string>(name: string, fallback = '' as T) {
  const search: Texts = useSearch({ strict: false });
  const navigate = useNavigate();
  const set = useCallback(
    (value: T) => {
      const change = (before: Texts) => ({
        ...before,
        [name]: value === fallback ? undefined : value,
      });
      void navigate({ to: '.', search: change, replace: true, resetScroll: false });
    },
    [navigate, name, fallback],
  );
  return [(search[name] ?? fallback) as T, set] as const;
}

/** usePathParam is a part of the path, such as `$service`, decoded. */
export function usePathParam(name: string): string {
  const params: Texts = useParams({ strict: false });
  return params[name] ?? '';
}

/** useSearchText is the whole search of the address, for what has to know that it changed. */
export function useSearchText(): string {
  return useRouterState({ select: ({ location }) => location.searchStr });
}

/** How a search is written: plain names and values, so that a link can be read and typed. */
export function writeSearch(search: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(search).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const text = new URLSearchParams(entries.filter(([, value]) => value !== '')).toString();
  return text === '' ? '' : `?${text}`;
}

export function readSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}
