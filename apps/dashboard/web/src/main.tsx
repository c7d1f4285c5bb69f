import './styles/index.css';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nProvider } from 'react-aria-components';
import { connectClient } from './api/client.js';
import { asProblem } from './api/problem.js';
import { connectSession } from './api/session-fetch.js';
import { router } from './router.js';
import { Gate } from './session/Gate.js';
import { session } from './session/session-store.js';
import { isLanguageTag } from './shell/language-tag.js';
import { noteLostParts } from './shell/lost-parts.js';

// Pages are loaded after this, and what they load may ask for the browser's language at once.
if (!isLanguageTag(navigator.language)) Object.defineProperty(navigator, 'language', { value: 'en-US' });

noteLostParts();
connectSession({ csrf: () => session.csrf, signedOut: session.expire });
connectClient();

/** Refused is refused: only what may pass by itself is asked again, once. */
function mayPass(failures: number, error: Error): boolean {
  const { status } = asProblem(error);
  return failures < 1 && (status === 0 || status >= 500);
}

const client = new QueryClient({
  queryCache: new QueryCache(),
  mutationCache: new MutationCache(),
  defaultOptions: { queries: { retry: mayPass, staleTime: 5_000, refetchOnWindowFocus: true } },
});

const place = document.getElementById('root');
if (place === null) throw new Error('the page has no element "root"');
createRoot(place).render(
  <StrictMode>
    <I18nProvider locale="en-US">
      <QueryClientProvider client={client}>
        <Gate>
          <RouterProvider router={router} />
        </Gate>
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
