/** How models of an arch are trained and sampled. */
export interface ModelPreset {
  readonly arch: string;
  readonly noiseScheduler: 'flowmatch' | 'ddpm';
  readonly timesteps: 'sigmoid' | 'linear';
  readonly guidance: number;
  readonly sampleSteps: number;
  /** Pixels of a side of a sample; as trained when undefined. */
  readonly sampleSize: number | undefined;
}

const FLOW = { noiseScheduler: 'flowmatch', timesteps: 'sigmoid', guidance: 4, sampleSteps: 25 } as const;
const DIFFUSION = { noiseScheduler: 'ddpm', timesteps: 'linear', guidance: 7.5, sampleSteps: 20 } as const;
const PLAIN: ModelPreset = { arch: 'sd15', ...DIFFUSION, sampleSize: undefined };

/** By what a model's name holds; the first that fits counts. */
const BY_NAME: readonly (readonly [RegExp, ModelPreset])[] = [
  [/flux[._-]?2.*klein.*9b/, { arch: 'flux2_klein_9b', ...FLOW, sampleSize: 1_024 }],
  [/flux[._-]?2.*klein/, { arch: 'flux2_klein_4b', ...FLOW, sampleSize: 1_024 }],
  [/flux[._-]?2/, { arch: 'flux2', ...FLOW, sampleSize: 1_024 }],
  [/kontext/, { arch: 'flux_kontext', ...FLOW, sampleSize: 1_024 }],
  [/flex[._-]?2/, { arch: 'flex2', ...FLOW, sampleSize: 1_024 }],
  [/flex/, { arch: 'flex1', ...FLOW, sampleSize: 1_024 }],
  [/flux/, { arch: 'flux', ...FLOW, sampleSize: 1_024 }],
  [/sdxl|stable-diffusion-xl/, { arch: 'sdxl', ...DIFFUSION, sampleSize: 1_024 }],
  [/sd3|stable-diffusion-3/, { arch: 'sd3', ...FLOW, sampleSize: 1_024 }],
];

/** presetOf is the preset of a model by its arch, when it is said, else by its name. */
export function presetOf(name: string, arch: string | undefined): ModelPreset {
  const text = name.toLowerCase();
  const known = BY_NAME.map(([, preset]) => preset).find((preset) => preset.arch === arch?.split(':')[0]);
  const preset = known ?? BY_NAME.find(([pattern]) => pattern.test(text))?.[1] ?? PLAIN;
  return arch === undefined ? preset : { ...preset, arch };
}
