import type { QueryClient } from '@tanstack/react-query';
import { lazyRouteComponent, type RouteComponent } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { Permission } from '../session/use-session.js';

/** One thing that the palette finds. It opens a page or a dialog, and never acts. */
export interface Find {
  readonly label: string;
  /** What it is: `Service on gpu-1`. */
  readonly hint: string;
  readonly to?: string;
  readonly run?: () => void;
}

/** Page is what a folder of `src/pages` puts into `routes.ts`: its place in the navigation, and its routes. */
export interface Page {
  readonly label: string;
  /** Of its first route. */
  readonly path: string;
  readonly group: 'run' | 'watch' | 'manage';
  readonly icon: LucideIcon;
  /** The letter that leads there after `g`. */
  readonly key: string;
  /** Without it the page is not linked. */
  readonly permission: Permission;
  /** On a phone it is in the bar at the bottom, and not behind "More". */
  readonly isInBar?: boolean;
  readonly routes: readonly { readonly path: string; readonly component: RouteComponent }[];
  /** What the palette finds of it, from what is known already. */
  readonly finds?: (client: QueryClient, may: (permission: Permission) => boolean) => readonly Find[];
}

/** lazyPage loads a page's code when it is first opened: `lazyPage(() => import('./JobsPage.js'), 'JobsPage')`. */
export function lazyPage<M extends Record<K, ComponentType>, K extends string>(
  load: () => Promise<M>,
  name: K,
): RouteComponent {
  return lazyRouteComponent(load, name);
}
