import { syntheticLog, syntheticLogOfBytes, syntheticRun } from './synthetic-log.js';

const trainingBar =
  /\rfox_lora: +\d+%\|[^|]{10}\| (\d+)\/20 \[[\d:]+<[\d:?]+, [^,\]]+, lr: 1\.0e-04 loss: \d\.\d{3}e[+-]\d\d\]/g;

it('draws the bar of the training twice for each step, among bars of other work', () => {
  const log = syntheticLog({ totalSteps: 20, saveEvery: 5 });
  const counts = [...log.matchAll(trainingBar)].map(([, count]) => Number(count));
  expect(counts).toEqual(Array.from({ length: 20 }, (_, step) => [step, step + 1]).flat());
  expect(log).toMatch(/\rCaching latents to disk: +8%/);
  expect(log).toMatch(/\rGenerating Images: 100%/);
});

it('is the same for the same seed, and another for another', () => {
  expect(syntheticLog({ seed: 3 })).toBe(syntheticLog({ seed: 3 }));
  expect(syntheticLog({ seed: 3 })).not.toBe(syntheticLog({ seed: 4 }));
});

it('says what it shows, and the bar never says nan', () => {
  const { log, losses } = syntheticRun({ scenario: 'nan', totalSteps: 30 });
  expect(log.match(/loss is nan/g)).toHaveLength(10);
  expect(log).toContain('loss: 0.000e+00');
  expect(log).not.toMatch(/loss: nan/i);
  expect(losses.filter(({ value }) => value === 0)).toHaveLength(10);
});

it.each([
  ['out-of-memory', 'error', 10, /OOM during training step, skipping batch 3\/3[^]*aborting[^]*Traceback/],
  ['failed', 'error', 10, /Error running job: [^]*Traceback \(most recent call last\)/],
  ['stopped', 'stopped', 10, /Job stopped\n$/],
  ['stalled', 'running', 10, /\]$/],
  ['resumed', 'completed', 20, /RESUMING FROM [^\n]*_000000010\.safetensors[^]*\| 10\/20 \[00:00<\?/],
  ['slow', 'completed', 20, / 3\d\.\d\ds\/it/],
  ['healthy', 'completed', 20, / - 1 completed job\n=+\n$/],
] as const)('ends as such a job does: %s', (scenario, status, step, said) => {
  const run = syntheticRun({ scenario, totalSteps: 20 });
  expect(run).toMatchObject({ status, step, totalSteps: 20 });
  expect(run.log).toMatch(said);
});

it('breaks off in the middle of a run that goes on', () => {
  expect(syntheticRun({ steps: 7, totalSteps: 20 })).toMatchObject({
    status: 'running',
    info: 'Training',
    step: 7,
  });
});

it.each(['healthy', 'stalled'] as const)('is as long as wanted: %s', (scenario) => {
  expect(Buffer.byteLength(syntheticLogOfBytes(300_000, { scenario }))).toBeGreaterThanOrEqual(300_000);
});
