import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openRunRoom, type RunRoom } from '../../../../../test/training/run-room.js';
import { syntheticRun, type SyntheticOptions } from '../../../../../test/training/synthetic-log.js';

let room: RunRoom;
beforeEach(async () => {
  room = await openRunRoom();
});
afterEach(() => room.close());

function ran(options: SyntheticOptions = {}): string {
  const job = room.toolkit.addJob({ name: 'fox_lora' });
  room.toolkit.play(job, syntheticRun({ totalSteps: 300, ...options }));
  return job.id;
}
const exportReport = (args: Record<string, unknown>) =>
  room.client.call('export-observability-report', { include_dataset: false, include_nlp: false, ...args });

it('writes one report for programs and one for people', async () => {
  const id = ran({ scenario: 'out-of-memory' });
  const { value } = await exportReport({ job_id: id });
  const name = `observability-${id}-20261002-083015`;
  const json = join(room.folder, 'reports', `${name}.json`);
  expect(value).toMatchObject({
    success: true,
    job_id: id,
    json_report_path: json,
    json_path: json,
    markdown_path: join(room.folder, 'reports', `${name}.md`),
    output_dir: join(room.folder, 'reports'),
    overall_health: 'critical',
  });
  const written = JSON.parse(await readFile(json, 'utf8')) as object;
  expect(written).toMatchObject({
    generated_at: '2026-10-02T08:30:15.250Z',
    job_id: id,
    snapshot: { job_id: id, overall_health: 'critical', run_report: { job_id: id } },
    evaluation: { pass_threshold: 70, overall_score: value['evaluation_score'] },
  });
  for (const key of ['json_path', 'markdown_path'])
    expect((await stat(String(value[key]))).mode & 0o777).toBe(0o640);
  const markdown = await readFile(String(value['markdown_path']), 'utf8');
  expect(markdown).toMatch(new RegExp(`^# Observability Report: ${id}\n`));
  for (const line of [
    '- Overall health: critical',
    '- Evaluation score: ',
    '## Alerts',
    '- [critical] errors: ',
  ])
    expect(markdown).toContain(line);
});

it('says that there are no alerts, and what was not evaluated', async () => {
  const { value } = await exportReport({
    job_id: ran(),
    include_evaluation: false,
    include_raw_log_excerpt: true,
  });
  const markdown = await readFile(String(value['markdown_path']), 'utf8');
  expect(markdown).toContain('## Alerts\n\nNo alerts\n');
  expect(markdown).toContain('- Evaluation score: not evaluated\n');
  expect(value).toMatchObject({ evaluation_score: null, alert_count: 0 });
  expect(JSON.parse(await readFile(String(value['json_path']), 'utf8'))).toMatchObject({
    evaluation: { skipped: true },
    snapshot: { raw_log_excerpt: expect.any(Array) },
  });
});

it.each(['../elsewhere', '/etc', 'reports/../../elsewhere'])('writes nothing into %s', async (output_dir) => {
  await expect(exportReport({ job_id: ran(), output_dir })).resolves.toMatchObject({
    isError: true,
    text: expect.stringMatching(/^path_outside_root: output_dir: /),
  });
  await expect(readdir(room.folder)).resolves.toEqual([]);
});

it('keeps two reports of one job that are made within a second', async () => {
  const id = ran();
  const both = await Promise.all([exportReport({ job_id: id }), exportReport({ job_id: id })]);
  const [one = '', other = ''] = both.map(({ value }) => String(value['json_path'])).sort();
  expect([one, other]).toEqual([
    expect.stringMatching(/-083015\.json$/),
    expect.stringMatching(/-083015_1\.json$/),
  ]);
  await expect(readdir(join(room.folder, 'reports'))).resolves.toHaveLength(4);
});

it('makes no path of a prefix', async () => {
  const { value } = await exportReport({ job_id: ran(), filename_prefix: '../../evil/name' });
  expect(value['output_dir']).toBe(join(room.folder, 'reports'));
  expect(value['json_path']).toContain('_._.._evil_name-');
});

it('writes nothing for a job that is not there', async () => {
  await expect(exportReport({ job_id: 'gone' })).resolves.toMatchObject({ isError: true });
  await expect(readdir(join(room.folder, 'reports')).catch(() => [])).resolves.toEqual([]);
});

it('says that the outputs are not on this machine', async () => {
  await rm(room.folder, { recursive: true });
  const { text } = await exportReport({ job_id: ran() });
  expect(text).toMatch(/^root_not_mounted: output_dir: /);
});
