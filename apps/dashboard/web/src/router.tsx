import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { pages } from './pages/routes.js';
import { Start } from './shell/Start.js';
import { NoSuchPage, PageFailed } from './shell/NoPage.js';
import { Shell } from './shell/Shell.js';
import { readSearch, writeSearch } from './shell/url-state.js';

const root = createRootRoute({ component: Shell, notFoundComponent: NoSuchPage });

const start = createRoute({ getParentRoute: () => root, path: '/', component: Start });

const routes = pages
  .flatMap((page) => page.routes)
  .filter(({ path }) => path !== '/')
  .map(({ path, component }) => createRoute({ getParentRoute: () => root, path, component }));

export const router = createRouter({
  routeTree: root.addChildren([start, ...routes]),
  parseSearch: readSearch,
  stringifySearch: writeSearch,
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
  defaultPreload: 'intent',
});
