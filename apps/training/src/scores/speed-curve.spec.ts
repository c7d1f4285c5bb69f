import { profileOf, runClass, speedCurveOf, speedScore, type ModelFamily, type RunClass } from './index.js';

it.each<[ModelFamily, RunClass, number[]]>([
  ['sd_like', 'smoke', [0.24, 0.16, 0.096, 0.064, 0.032]],
  ['sd_like', 'standard', [0.3, 0.2, 0.12, 0.08, 0.04]],
  ['sd_like', 'highres', [0.216, 0.144, 0.0864, 0.0576, 0.0288]],
  ['sd_like', 'long', [0.324, 0.216, 0.1296, 0.0864, 0.0432]],
  ['flux_flex', 'standard', [0.165, 0.11, 0.066, 0.044, 0.022]],
  ['flux_flex', 'smoke', [0.132, 0.088, 0.0528, 0.0352, 0.0176]],
  ['flux_flex', 'highres', [0.1188, 0.0792, 0.0475, 0.0317, 0.0158]],
  ['flux_flex', 'long', [0.1782, 0.1188, 0.0713, 0.0475, 0.0238]],
  ['sdxl', 'standard', [0.21, 0.14, 0.084, 0.056, 0.028]],
])('expects of a %s run that is %s its own speed', (family, kind, thresholds) => {
  expect(Object.values(speedCurveOf(family, kind))).toEqual(thresholds);
});

it.each([
  [0.3, 95],
  [0.2, 82],
  [0.12, 68],
  [0.08, 52],
  [0.04, 35],
  [0.001, 20],
  [0, 0],
  [null, null],
])('scores %p iterations per second with %p', (speed, score) => {
  expect(speedScore(speed, speedCurveOf('sd_like', 'standard'))).toBe(score);
});

it.each([
  [1200, 2048, 'smoke'],
  [1201, 1024, 'highres'],
  [1201, 768, 'standard'],
  [4500, 1024, 'long'],
  [null, null, 'standard'],
  [null, 1024, 'highres'],
])('calls %p steps at %p pixels %s', (steps, resolution, kind) => {
  expect(runClass({ steps, resolution })).toBe(kind);
});

describe('the profile of a run', () => {
  const config = (process: object) => ({ config: { name: 'cats', process: [process] } });

  it.each([
    ['ostris/Flex.1-alpha', undefined, 'flux_flex'],
    ['a/b', 'flux_kontext', 'flux_flex'],
    ['stabilityai/stable-diffusion-xl-base-1.0', undefined, 'sdxl'],
    ['stabilityai/stable-diffusion-3.5', undefined, 'sd3'],
    ['runwayml/stable-diffusion-v1-5', 'sd15', 'sd_like'],
  ])('takes %s of architecture %s for %s', (name_or_path, arch, family) => {
    expect(profileOf(config({ model: { name_or_path, arch } })).model_family).toBe(family);
  });

  it('reads what the config sets, the largest resolution, and a rate that a loader left a string', () => {
    const train = { lr: '1e-4', steps: 3000, batch_size: 2 };
    const network = { linear: 32, linear_alpha: 16 };
    const datasets = [{ resolution: [512, 1024] }, { resolution: 768 }];
    const { hparams } = profileOf(config({ train, network, datasets, model: { low_vram: true } }));
    expect(hparams).toEqual({
      learning_rate: 0.0001,
      steps: 3000,
      batch_size: 2,
      rank: 32,
      alpha: 16,
      low_vram: true,
      resolution: 1024,
    });
  });

  it.each([
    undefined,
    {},
    { config: null },
    { config: { process: 'none' } },
    config({ train: [], datasets: {} }),
  ])('knows nothing of %j, and says so', (given) => {
    expect(profileOf(given)).toMatchObject({
      model_family: 'unknown',
      run_class: 'standard',
      hparams: { steps: null, learning_rate: null, resolution: null, low_vram: null },
    });
  });
});
