import { CatchBoundary } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { Dialog, Failure, Loading } from '../kit/index.js';
import { loadAgainOnce } from '../shell/lost-parts.js';
import { LostPart } from '../shell/LostPart.js';
import css from './Session.module.css';
import { session } from './session-store.js';
import { useSession } from './use-session.js';

const LazyForm = lazy(async () => ({ default: (await import('./SignInForm.js')).SignInForm }));

/** `onLost` is called when the form's file did not come. */
function SignInForm({ onLost }: { readonly onLost?: () => void }) {
  return (
    <CatchBoundary getResetKey={() => 'form'} errorComponent={LostPart} {...(onLost && { onCatch: onLost })}>
      <Suspense fallback={<Loading what="form" />}>
        <LazyForm />
      </Suspense>
    </CatchBoundary>
  );
}

/** Gate shows the page to whoever is signed in. A session that ends while the page is open leaves it as it is. */
export function Gate({ children }: { readonly children: ReactNode }) {
  const state = useSession();
  useEffect(() => {
    void session.load();
  }, []);
  switch (state.phase) {
    case 'loading':
      return (
        <Middle>
          <Loading what="session" />
        </Middle>
      );
    case 'away':
      return (
        <Middle>
          <Failure what="session" problem={state.problem} onRetry={() => void session.load()} />
        </Middle>
      );
    case 'out':
      return (
        <Middle>
          <h1 className={css.title}>Sign in to Switchyard</h1>
          {/* Nothing has been typed yet that could be lost. */}
          <SignInForm onLost={loadAgainOnce} />
        </Middle>
      );
    default:
      return (
        <>
          {children}
          {state.phase === 'expired' && (
            <Dialog title="The session has ended">
              <p>Sign in again to go on. The page is as you left it; nothing was sent meanwhile.</p>
              <SignInForm />
            </Dialog>
          )}
        </>
      );
  }
}

function Middle({ children }: { readonly children: ReactNode }) {
  return (
    <main className={css.middle}>
      <div className={css.card}>
        <img src="/icon.svg" width={40} height={40} alt="" />
        {children}
      </div>
    </main>
  );
}
