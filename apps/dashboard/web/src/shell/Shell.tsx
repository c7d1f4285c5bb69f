import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { coversPage, showPanel, usePanel } from '../jobs/followed-jobs.js';
import { AppAway } from '../data/AppAway.js';
import type { Acting } from '../data/hindrance.js';
import { useJobNews } from '../jobs/use-job-news.js';
import { cx } from '../kit/index.js';
import { Toasts } from '../kit/Toasts.js';
import { intoQueries } from '../live/into-queries.js';
import { live } from '../live/live-store.js';
import { pages } from '../pages/routes.js';
import { PlanHost } from '../plan/PlanHost.js';
import { session } from '../session/session-store.js';
import { useSession } from '../session/use-session.js';
import { useAuditStopped } from '../data/use-can-act.js';
import { focusFilter, listenForKeys, moveRow, openRowMenu, useKey } from './keys.js';
import { useLinkNews } from './link-news.js';
import { BottomBar, SideNav } from './Nav.js';
import css from './Shell.module.css';
import { TopStrip } from './TopStrip.js';
import { useTabTitle } from './tab-title.js';
import { usePlace } from './use-place.js';

// Not of the first load: who opens them waits for a small file.
const Palette = lazy(async () => ({ default: (await import('./Palette.js')).Palette }));
const Help = lazy(async () => ({ default: (await import('./Help.js')).Help }));

const loadJobPanel = () => import('../jobs/JobPanel.js');
const JobPanel = lazy(async () => ({ default: (await loadJobPanel()).JobPanel }));
/** Long enough after the start not to be in its way, and there before a job is. */
const FETCH_AFTER_MS = 2_000;

type Overlay = 'palette' | 'help' | undefined;

/** Shell is what is around every page, and the one instance of everything global. */
export function Shell() {
  const [overlay, setOverlay] = useState<Overlay>();
  const { isOpen } = usePanel();
  const isStopped = useAuditStopped() !== undefined;
  useLiveStream();
  useTabTitle();
  useJobNews();
  useLinkNews();
  useFocusOnNavigation();
  useEffect(listenForKeys, []);
  useEffect(() => {
    const timer = setTimeout(() => void loadJobPanel(), FETCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  useKey('mod+k', () => setOverlay('palette'));
  useKey('?', () => setOverlay('help'));
  useKey('/', focusFilter);
  useKey('j', () => moveRow(1));
  useKey('k', () => moveRow(-1));
  useKey('.', openRowMenu);
  const close = () => setOverlay(undefined);
  return (
    <div className={cx(css.shell, isOpen && css.withPanel, isStopped && css.withStop)}>
      <a className={css.skip} href="#page">
        Go to the page
      </a>
      <SideNav />
      <TopStrip onSearch={() => setOverlay('palette')} onHelp={() => setOverlay('help')} />
      <main id="page" className={css.page} tabIndex={-1}>
        <PageAway />
        <Outlet />
      </main>
      <Suspense>{isOpen && <JobPanel />}</Suspense>
      <BottomBar />
      {pages.map(({ path, key }) => (
        <PageKey key={path} path={path} letter={key} />
      ))}
      <Suspense>
        {overlay === 'palette' && <Palette onClose={close} />}
        {overlay === 'help' && <Help onClose={close} />}
      </Suspense>
      <PlanHost />
      <Toasts />
    </div>
  );
}

/** What the pages act through; the others through jobs. */
const THROUGH: Readonly<Record<string, Acting>> = {
  '/models': 'gateway',
  '/tools': 'router',
  '/training': 'router',
  '/audit': 'ops',
  '/keys': 'ops',
};

/** PageAway says over a page why nothing that acts is offered on it. */
function PageAway() {
  const path = usePlace()?.page.path;
  return path === undefined ? null : <AppAway of={THROUGH[path] ?? 'jobs'} />;
}

function PageKey({ path, letter }: { readonly path: string; readonly letter: string }) {
  const navigate = useNavigate();
  useKey(`g ${letter}`, () => void navigate({ to: path }));
  return null;
}

/** The stream runs as long as somebody is signed in; a session that ended ends it, and the next one starts it anew. */
function useLiveStream(): void {
  const client = useQueryClient();
  const { phase } = useSession();
  const before = useRef(phase);
  useEffect(() => {
    // What was read while nobody was signed in was refused.
    if (before.current === 'expired' && phase === 'in') void client.invalidateQueries();
    before.current = phase;
    if (phase !== 'in') return undefined;
    const leave = new AbortController();
    void live.run(leave.signal, { told: intoQueries(client), signedOut: session.expire });
    return () => leave.abort();
  }, [client, phase]);
}

/** A new page is read from its heading; the first one leaves the focus where the browser put it. */
function useFocusOnNavigation(): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== undefined && before.current !== path) {
      if (coversPage()) showPanel(false);
      document.querySelector<HTMLElement>('#page h1')?.focus({ preventScroll: true });
    }
    before.current = path;
  }, [path]);
}
