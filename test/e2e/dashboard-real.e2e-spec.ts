import { accessCases } from '../dashboard/real/access.ts';
import { auditPage } from '../dashboard/real/audit.ts';
import { RealBed } from '../dashboard/real/bed.ts';
import { jobsPage } from '../dashboard/real/jobs.ts';
import { keysPage } from '../dashboard/real/keys.ts';
import { modelsPage, playgroundPage } from '../dashboard/real/models.ts';
import { overviewPage } from '../dashboard/real/overview.ts';
import { servicesPage } from '../dashboard/real/services.ts';
import { screenshots } from '../dashboard/real/shots.ts';
import { toolsPage } from '../dashboard/real/tools.ts';
import { startDashboardStack } from './dashboard-stack.ts';

let bed: RealBed;
beforeAll(async () => {
  bed = await RealBed.start(startDashboardStack);
}, 90_000);
afterAll(() => bed?.close(), 60_000);
afterEach(async () => {
  expect(await bed.closePages()).toEqual([]);
});

describe('access', () => accessCases(() => bed));
describe('Services', () => servicesPage(() => bed));
describe('Jobs', () => jobsPage(() => bed));
describe('Models', () => modelsPage(() => bed));
describe('the playground', () => playgroundPage(() => bed));
describe('Tools', () => toolsPage(() => bed));
describe('Keys', () => keysPage(() => bed));
describe('Audit', () => auditPage(() => bed));
describe('Overview', () => overviewPage(() => bed));
describe('a screenshot of', () => screenshots(() => bed));
