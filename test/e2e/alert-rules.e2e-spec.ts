import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { createOps } from '../../apps/ops/src/ops-app.ts';
import { createWorker } from '../../apps/worker/src/worker-app.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

/** What an alert is wanted for, by the metric that tells of it. */
const WANTED = [
  'switchyard_jobs_oldest_waiting_seconds',
  'switchyard_redis_memory_used_bytes',
  'switchyard_node_certificate_not_after_seconds',
  'switchyard_node_exposed',
  'switchyard_audit_accepting',
  'switchyard_node_up',
  'switchyard_audit_open_decisions',
];

let rules: readonly Rule[];
let folder: string;
/** The labels of each metric that an app exports, by its name. */
const exported = new Set<string>();

/** Neither Redis nor a node is there: what a registry knows by name is there all the same. */
async function namesOf(create: typeof createOps | typeof createWorker, more: Record<string, string>) {
  const env = { CONFIG_DIR: folder, DATA_DIR: folder, LOG_LEVEL: 'silent', REDIS_URL: 'unix:///nowhere' };
  const { app } = await create({ ...env, WORKER_TOKEN: 'the-workers-token-0123456789abcdef0123', ...more });
  await app.listen(0, '127.0.0.1');
  const text = await (await fetch(`${await app.getUrl()}/metrics`)).text();
  await app.close();
  return [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name = '']) => name);
}

beforeAll(async () => {
  const text = await readFile('infra/prometheus/rules/switchyard.yml', 'utf8');
  rules = (parse(text) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
  folder = await mkdtemp(join(tmpdir(), 'switchyard-rules-'));
  for (const name of await namesOf(createOps, {})) exported.add(name);
  for (const name of await namesOf(createWorker, {})) exported.add(name);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const metricsIn = (expr: string) => expr.match(/switchyard_\w+/g) ?? [];

it('every metric that an alert names is exported by ops or the worker', () => {
  const named = rules.flatMap(({ alert, expr }) => metricsIn(expr).map((name) => `${alert}: ${name}`));
  expect(named.length).toBeGreaterThanOrEqual(rules.length);
  expect(named.filter((each) => !exported.has(each.split(': ')[1] ?? ''))).toEqual([]);
});

it('there is an alert for all that somebody must be told of', () => {
  const named = new Set(rules.flatMap(({ expr }) => metricsIn(expr)));
  expect(WANTED.filter((metric) => !named.has(metric))).toEqual([]);
});

it('every alert has a name of its own, a severity, and words for people', () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  for (const { alert, labels, annotations } of rules) {
    expect([alert, /^Switchyard[A-Z]\w+$/.test(alert)]).toEqual([alert, true]);
    expect(['warning', 'critical']).toContain(labels.severity);
    expect(annotations.summary.length).toBeGreaterThan(20);
  }
});
