import { runMarks } from './run-marks.js';

const sample = (step: number | null) => ({ name: `${step}.jpg`, step, index: 0 });

it('each step is marked once and in its place, and the final model at none', () => {
  const { marks, text } = runMarks([500, 250, null], [sample(250), sample(0), sample(250), sample(null)]);
  expect(marks).toEqual([
    { shape: 'diamond', at: [250, 500] },
    { shape: 'ring', at: [0, 250] },
  ]);
  expect(text).toBe('Checkpoints at the steps 250 and 500, samples at the steps 0 and 250.');
});

it('many steps are counted, and none at all are not spoken of', () => {
  const steps = Array.from({ length: 8 }, (_, nth) => sample(250 * nth));
  expect(runMarks(undefined, steps).text).toBe('Samples at 8 steps from 0 to 1,750.');
  expect(runMarks([250]).text).toBe('Checkpoints at step 250.');
  expect(runMarks()).toEqual({ marks: [], text: '' });
});
