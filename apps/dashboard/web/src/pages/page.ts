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
  readonly search?: Readonly<Record<string, string>>;
  readonly run?: () => void;
}

/** Seeker is who asks the palette, and what is known already. */
export interface Seeker {
  readonly client: QueryClient;
  readonly may: (permission: Permission) => boolean;
}

/** Finds reads what the palette finds of a page, unless it is known; throws a Problem. */
export type Finds = (seeker: Seeker) => Promise<readonly Find[]>;

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
  /** Loaded with the palette, and asked each time that it opens. */
  readonly finds?: () => Promise<Finds>;
}

/** lazyPage loads a page's code when it is first opened: `lazyPage(() => import('./JobsPage.js'), 'JobsPage')`. */
export function lazyPage<M extends Record<K, ComponentType>, K extends string>(
  load: () => Promise<M>,
  name: K,
): RouteComponent {
  return lazyRouteComponent(load, name);
}
