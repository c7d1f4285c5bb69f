import { Navigate } from '@tanstack/react-router';
import { pages } from '../pages/routes.js';

/** Start is `/`: the page that has that path, or the first of the navigation. */
export function Start() {
  const own = pages.flatMap(({ routes }) => routes).find(({ path }) => path === '/');
  if (own) return <own.component />;
  return <Navigate to={pages[0]?.path ?? '/'} replace />;
}
