import { presetOf } from './model-presets.js';

it.each([
  ['ostris/Flex.1-alpha', 'flex1', 'flowmatch'],
  ['ostris/Flex.2-preview', 'flex2', 'flowmatch'],
  ['black-forest-labs/FLUX.1-dev', 'flux', 'flowmatch'],
  ['black-forest-labs/FLUX.1-Kontext-dev', 'flux_kontext', 'flowmatch'],
  ['black-forest-labs/FLUX.2-dev', 'flux2', 'flowmatch'],
  ['black-forest-labs/FLUX.2-klein-base-4B', 'flux2_klein_4b', 'flowmatch'],
  ['black-forest-labs/FLUX.2-klein-base-9B', 'flux2_klein_9b', 'flowmatch'],
  ['stabilityai/stable-diffusion-xl-base-1.0', 'sdxl', 'ddpm'],
  ['stabilityai/stable-diffusion-3-medium', 'sd3', 'flowmatch'],
  ['runwayml/stable-diffusion-v1-5', 'sd15', 'ddpm'],
])('trains %s as %s', (name, arch, noiseScheduler) => {
  expect(presetOf(name, undefined)).toMatchObject({ arch, noiseScheduler });
});

it('follows the arch that is said, variant and all, and not the name', () => {
  expect(presetOf('a-model', 'flux:small')).toMatchObject({
    arch: 'flux:small',
    noiseScheduler: 'flowmatch',
  });
  expect(presetOf('a-flux-like-model', 'sdxl')).toMatchObject({ arch: 'sdxl', noiseScheduler: 'ddpm' });
});
