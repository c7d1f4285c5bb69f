import { useRouterState } from '@tanstack/react-router';
import { pages } from '../pages/routes.js';
import { placeAt, type Place } from './page-at.js';

/** usePlace is where one is: the page of the navigation, and the object on it. */
export function usePlace(): Place | undefined {
  return placeAt(useRouterState({ select: ({ location }) => location.pathname }), pages);
}
