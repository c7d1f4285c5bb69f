import type { ModelPull } from '../../api/library-views.js';
import type { NodeDisk, PlatformNode } from '../../api/ops-views.js';
import { planNeeds, roomAt, roomText, seenWith } from './pull-room.js';

const GIB = 1024 ** 3;
const disk = (freeGib: number, read_at: string): NodeDisk => ({
  where: 'docker',
  total_bytes: 500 * GIB,
  free_bytes: freeGib * GIB,
  read_at: `2026-11-20T${read_at}Z`,
  warning: false,
});
const node = (given: Partial<PlatformNode>): PlatformNode => ({
  id: 'local',
  kind: 'local',
  ok: true,
  ...given,
});
const pull = (given: Partial<ModelPull>) =>
  ({
    state: 'running',
    completed_bytes: GIB,
    total_bytes: 5 * GIB,
    started_at: '2026-11-20T14:00:00Z',
    ended_at: null,
    ...given,
  }) as ModelPull;
const HERE = { node: 'local' };

describe('the room of a provider', () => {
  const NOW = disk(120, '14:00:30');

  it('is the disk of its node', () => {
    expect(roomAt(HERE, [node({ disk: NOW })])).toEqual({ node: 'local', disk: NOW });
  });

  it.each([
    [undefined, HERE, 'ops does not tell of the nodes'],
    [[node({})], HERE, 'the worker does not tell of it'],
    [[node({ disk_unknown: 'no gate' })], HERE, 'no gate'],
    [[node({ disk: NOW })], { node: '10.0.0.7' }, 'runs on no node that is known'],
  ])('is unknown with its cause: %j', (nodes, place, cause) => {
    const room = roomAt(place, nodes);
    expect(room).toEqual({ node: place.node, unknown: expect.stringContaining(cause) as string });
    expect(planNeeds(room)[0]).toContain(cause);
    expect(roomText(pull({}), room, {})).toContain(cause);
  });

  it('is in the plan with its file system, and that the size is not known yet', () => {
    const [free, size] = planNeeds({ node: 'local', disk: NOW });
    expect(free).toMatch(/^The disk of local has 120 GiB of 500 GiB free, where Docker keeps its data\./);
    expect(size).toMatch(/once the registry has answered/);
  });
});

describe('beside a pull', () => {
  const BEFORE = disk(122, '13:59:40');
  const DURING = disk(120, '14:00:30');
  const room = { node: 'local', disk: DURING };

  it('stands what is free now and about what will be left, once its size is known', () => {
    expect(roomText(pull({}), room, {})).toBe('Free on local: 120 GiB now, about 116 GiB when all has come');
    expect(roomText(pull({ total_bytes: 0 }), room, {})).toMatch(/known with its size$/);
    const large = pull({ total_bytes: 131 * GIB });
    expect(roomText(large, room, {})).toBe('Free on local: 120 GiB now, 10.0 GiB too little for all of it');
  });

  it('stands what was free before it, where a reading of then was seen', () => {
    const seen = seenWith({}, pull({ state: 'queued', started_at: null }), BEFORE);
    const later = seenWith(seen, pull({}), DURING);
    expect(later).toEqual({ before: BEFORE });
    expect(roomText(pull({}), room, later)).toMatch(/^Free on local: 122 GiB before, 120 GiB now, /);
  });

  it('stands what is free after it, of a reading soon after its end and of none later', () => {
    const ended = pull({ state: 'done', ended_at: '2026-11-20T14:05:00Z' });
    const seen = { before: BEFORE };
    const after = disk(117, '14:05:20');
    expect(seenWith(seen, ended, disk(118, '14:04:59'))).toBe(seen);
    expect(seenWith(seen, ended, disk(90, '14:06:01'))).toBe(seen);
    const known = seenWith(seen, ended, after);
    expect(seenWith(known, ended, disk(99, '14:05:50'))).toBe(known);
    expect(roomText(ended, { node: 'local', disk: after }, known)).toBe(
      'Free on local: 122 GiB before, 117 GiB after',
    );
    expect(roomText(ended, { node: 'local', disk: after }, {})).toBeUndefined();
  });
});
