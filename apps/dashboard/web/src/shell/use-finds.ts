import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { timelinePath } from '../api/audit.js';
import type { Find, Page, Seeker } from '../pages/page.js';
import { pages } from '../pages/routes.js';
import { useSession } from '../session/use-session.js';
import { idFinds } from './palette-search.js';

/** What each page told, by its label; undefined: it could not be read. */
type Told = ReadonlyMap<string, readonly Find[] | undefined>;

/** useFinds is all that the palette can find, as it comes in, and the pages whose part is missing or still asked for. */
export function useFinds(text: string) {
  const { shown, seeker } = useSeeker();
  const told = useTold(shown, seeker);
  const finds = useMemo(() => {
    const own = shown.map(({ label, path }) => ({ label, hint: 'Page', to: path }));
    const ids = idFinds(text, { timelinePath, mayAudit: seeker.may('read_audit') });
    return [...ids, ...own, ...shown.flatMap(({ label }) => told.get(label) ?? [])];
  }, [shown, seeker, told, text]);
  const asked = shown.filter((page) => page.finds !== undefined).map(({ label }) => label);
  const missing = asked.filter((label) => told.has(label) && told.get(label) === undefined);
  return { finds, missing, isAsking: asked.some((label) => !told.has(label)) };
}

function useSeeker() {
  const client = useQueryClient();
  const state = useSession();
  return useMemo(() => {
    const permissions = 'session' in state ? state.session.permissions : [];
    const may: Seeker['may'] = (one) => permissions.includes(one);
    return { shown: pages.filter(({ permission }) => may(permission)), seeker: { client, may } };
  }, [client, state]);
}

function useTold(shown: readonly Page[], seeker: Seeker): Told {
  const [told, setTold] = useState<Told>(new Map());
  useEffect(() => {
    let isOpen = true;
    const tell = (label: string, found: readonly Find[] | undefined) => {
      if (isOpen) setTold((before) => new Map(before).set(label, found));
    };
    for (const { label, finds } of shown) {
      finds?.()
        .then(async (find) => tell(label, await find(seeker)))
        .catch(() => tell(label, undefined));
    }
    return () => {
      isOpen = false;
    };
  }, [shown, seeker]);
  return told;
}
