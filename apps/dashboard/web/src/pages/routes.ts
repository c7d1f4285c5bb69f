import { auditPage } from './audit/index.js';
import type { Page } from './page.js';
import { overviewPage } from './overview/index.js';
import { jobsPage } from './jobs/index.js';
import { keysPage } from './keys/index.js';
import { modelsPage } from './models/index.js';
import { nodesPage } from './nodes/index.js';
import { servicesPage } from './services/index.js';
import { toolsPage } from './tools/index.js';
import { trainingPage } from './training/index.js';

/** All pages that there are, in the order of the navigation. A page that is not here is linked nowhere. */
export const pages: readonly Page[] = [
  overviewPage,
  modelsPage,
  toolsPage,
  servicesPage,
  jobsPage,
  auditPage,
  nodesPage,
  keysPage,
  trainingPage,
];
