import type { Page } from './page.js';
import { jobsPage } from './jobs/index.js';
import { nodesPage } from './nodes/index.js';
import { servicesPage } from './services/index.js';

/** All pages that there are, in the order of the navigation. A page that is not here is linked nowhere. */
export const pages: readonly Page[] = [servicesPage, jobsPage, nodesPage];
