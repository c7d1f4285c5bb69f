import type { PlanStep, Rollout } from '@app/jobs';
import { diskView } from './disk-view.js';
import { diskWords } from './disk-words.js';
import type { NodeDisk } from './node-disk.js';

const GIB = 2 ** 30;
const disk = (freeGib: number, totalGib = 500): NodeDisk => ({
  where: 'docker',
  totalBytes: totalGib * GIB,
  freeBytes: freeGib * GIB,
  readAt: 0,
});
const step = (given: Partial<PlanStep>) => given as PlanStep;
const MADE = step({ effect: 'create', wanted: { image: 'a', image_id: 'sha256:a', config_hash: null } });
const LACKING = step({ effect: 'create', wanted: { image: 'a', image_id: null, config_hash: null } });

it('a plan says what is free, where, and that nothing is fetched when all images are there', () => {
  expect(diskWords({ disk: disk(141.24) }, [MADE])).toBe(
    'the disk of the node has 141.2 GiB of 500.0 GiB free, where Docker keeps its data; nothing is fetched',
  );
});

it('a large disk is told in TiB, as everywhere', () => {
  expect(diskWords({ disk: disk(512, 1_863) }, [MADE])).toContain('512.0 GiB of 1.8 TiB free');
});

it.each<[string, PlanStep, Rollout['pull'] | undefined]>([
  ['a pull', step({ effect: 'pull', wanted: null }), undefined],
  ['a deployment of an image that is not there', LACKING, 'missing'],
  ['a deployment that always pulls', MADE, 'always'],
])('how much %s fetches is not known before', (_, needing, pull) => {
  const rollout = pull && ({ pull } as Rollout);
  const words = diskWords({ disk: disk(100) }, [needing], rollout);
  expect(words).toMatch(/; how much is fetched is not known before$/);
});

it.each<[string, PlanStep, Rollout['pull'] | undefined]>([
  ['an up, which is refused where an image is missing,', LACKING, undefined],
  ['a deployment of what is there', MADE, 'missing'],
])('%s fetches nothing', (_, needing, pull) => {
  const words = diskWords({ disk: disk(100) }, [needing], pull && ({ pull } as Rollout));
  expect(words).toMatch(/; nothing is fetched$/);
});

it('what is not known is said with its cause', () => {
  expect(diskWords({ unknown: 'it has no create gate that would tell it' }, [MADE])).toMatch(
    /^how much room the disk of the node has is not known: it has no create gate/,
  );
});

it.each([
  [51, 500, false],
  [49, 500, true],
  [5, 20, false],
  [4.9, 20, true],
  [0, 20, true],
])('%d GiB of %d are little: %s', (free, total, warning) => {
  const report = { disk: disk(free, total) };
  expect(diskView(report).disk?.warning).toBe(warning);
  expect(diskWords(report, [MADE]).includes('only')).toBe(warning);
});

it('a disk that nobody could read has no figures, and one read before keeps them beside the cause', () => {
  expect(diskView({ unknown: 'no gate' })).toEqual({ disk_unknown: 'no gate' });
  expect(diskView({ disk: disk(100), unknown: 'away' })).toMatchObject({
    disk: { where: 'docker', free_bytes: 100 * GIB, read_at: '1970-01-01T00:00:00.000Z' },
    disk_unknown: 'away',
  });
});
