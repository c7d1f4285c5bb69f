import { accessCases } from './real-dashboard/access.ts';
import { auditPage } from './real-dashboard/audit.ts';
import { RealBed } from './real-dashboard/bed.ts';
import { jobsPage } from './real-dashboard/jobs.ts';
import { keysPage } from './real-dashboard/keys.ts';
import { modelsPage, playgroundPage } from './real-dashboard/models.ts';
import { overviewPage } from './real-dashboard/overview.ts';
import { servicesPage } from './real-dashboard/services.ts';
import { screenshots } from './real-dashboard/shots.ts';
import { toolsPage } from './real-dashboard/tools.ts';
import { trainingPage } from './real-dashboard/training.ts';
import { startDashboardStack } from './dashboard-stack.ts';

let bed: RealBed;
beforeAll(async () => {
  bed = await RealBed.start(startDashboardStack);
}, 90_000);
afterAll(() => bed?.close(), 60_000);
afterEach(async () => {
  expect(await bed.tidy()).toEqual([]);
});

describe('access', () => accessCases(() => bed));
describe('Services', () => servicesPage(() => bed));
describe('Jobs', () => jobsPage(() => bed));
describe('Models', () => modelsPage(() => bed));
describe('the playground', () => playgroundPage(() => bed));
describe('Tools', () => toolsPage(() => bed));
describe('Training', () => trainingPage(() => bed));
describe('Keys', () => keysPage(() => bed));
describe('Audit', () => auditPage(() => bed));
describe('Overview', () => overviewPage(() => bed));
describe('a screenshot of', () => screenshots(() => bed));
