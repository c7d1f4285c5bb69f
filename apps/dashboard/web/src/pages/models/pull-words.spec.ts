import type { ModelPull } from '../../api/library-views.js';
import {
  barText,
  digestText,
  layerText,
  movedText,
  percentOf,
  progressText,
  pullState,
} from './pull-words.js';

const GIB = 1024 ** 3;
const pull = (given: Partial<ModelPull>): ModelPull => ({
  id: '7b1f1a3e-0000-4000-8000-000000000001',
  model: 'ollama/qwen3:8b',
  provider: 'ollama',
  state: 'running',
  position: null,
  status: 'pulling 6a0746a1ec1a',
  completed_bytes: 1.5 * GIB,
  total_bytes: 4 * GIB,
  bytes_per_sec: 45 * 1024 ** 2,
  seconds_left: 63,
  layers: [],
  digest_before: null,
  digest_after: null,
  tag_moved: false,
  actor: 'admin',
  request_id: 'req-1',
  created_at: '2026-11-21T12:00:00Z',
  started_at: null,
  ended_at: null,
  error: null,
  ...given,
});

it.each([
  [{}, '1.5 GiB of 4.0 GiB · 45.0 MiB/s · 1 min 3 s left'],
  [{ bytes_per_sec: 0, seconds_left: null }, '1.5 GiB of 4.0 GiB'],
  [{ total_bytes: 0, completed_bytes: 0, status: 'pulling manifest' }, 'pulling manifest'],
  [
    { completed_bytes: 4 * GIB, bytes_per_sec: 0, seconds_left: 0, status: 'verifying sha256 digest' },
    '4.0 GiB of 4.0 GiB · verifying sha256 digest',
  ],
  [{ state: 'queued' as const, position: 2 }, 'waits for a pull before it'],
])('a pull with %j says "%s"', (given, text) => {
  expect(progressText(pull(given))).toBe(text);
});

it('nobody knows how far it is before the size is known, and it is never more than whole', () => {
  expect(percentOf(pull({ total_bytes: 0 }))).toBeUndefined();
  expect(percentOf(pull({ completed_bytes: 5 * GIB }))).toBe(100);
});

it.each([
  [{}, '38 %'],
  [{ completed_bytes: 0, total_bytes: 0 }, 'size not known yet'],
  [{ completed_bytes: 0 }, '0 %'],
  [{ state: 'queued' as const, completed_bytes: 0, total_bytes: 0 }, 'not begun'],
])('beside the bar of a pull with %j stands "%s"', (given, text) => {
  expect(barText(pull(given))).toBe(text);
});

it('what has come is told also while nobody knows of how much', () => {
  const given = { completed_bytes: GIB, total_bytes: 0 };
  expect(layerText({ digest: OLD, ...given })).toBe('1.0 GiB, size not known yet');
  expect(progressText(pull({ ...given, status: 'pulling' }))).toBe('1.0 GiB so far · pulling');
});

it('its place in the queue is said', () => {
  expect(pullState(pull({ state: 'queued', position: 2 })).word).toBe('Queued, place 2');
});

const OLD = `sha256:${'a'.repeat(64)}`;
const NEW = `sha256:${'b'.repeat(64)}`;

it.each([
  [{ digest_before: null, digest_after: NEW }, 'New: bbbbbbbbbbbb'],
  [{ digest_before: OLD, digest_after: NEW, tag_moved: true }, 'The tag moved: aaaaaaaaaaaa → bbbbbbbbbbbb'],
  [{ digest_before: OLD, digest_after: OLD }, 'Unchanged: aaaaaaaaaaaa'],
  [{ digest_before: OLD }, 'Was aaaaaaaaaaaa'],
  [{}, undefined],
])('the digests %j are told', (given, text) => {
  expect(digestText(pull(given))).toBe(text);
});

it('a tag that moved is told once the pull is done, and no other end is', () => {
  const moved = { state: 'done' as const, digest_before: OLD, digest_after: NEW, tag_moved: true };
  expect(movedText(pull(moved))).toBe(
    'ollama/qwen3:8b is another model now. The tag moved: aaaaaaaaaaaa → bbbbbbbbbbbb.',
  );
  expect(movedText(pull({ ...moved, tag_moved: false }))).toBeUndefined();
  expect(movedText(pull({ ...moved, state: 'failed' }))).toBeUndefined();
});
