import sharp from 'sharp';

/** Where somebody stopped the fox and went on from an older save that was lost; two steps were no number. */
const LOST = [301, 379] as const;
const NO_NUMBER = [511, 513];

/** lossOf is a loss that falls and trembles, the same at each look; jobs that have not begun have none. */
export function lossOf(job: string): { step: number; value: number | null }[] {
  if (job === 'wolf' || job.startsWith('job-of-')) return [];
  const steps = Array.from({ length: 320 }, (_, nth) => 2 * nth + 1);
  return steps
    .filter((step) => job !== 'fox' || step < LOST[0] || step > LOST[1])
    .map((step) => ({ step, value: NO_NUMBER.includes(step) ? null : valueAt(step) }));
}

/** learningRateOf rises for fifty steps, and falls in a curve from there. */
export function learningRateOf(job: string): { step: number; value: number }[] {
  return lossOf(job).map(({ step }) => {
    const cosine = 0.5 * (1 + Math.cos((Math.PI * (step - 50)) / 950));
    return { step, value: Number((1e-4 * (step < 50 ? step / 50 : cosine)).toPrecision(6)) };
  });
}

function valueAt(step: number): number {
  const tremble = Math.sin(step * 12.9898) * 43_758.5453;
  const part = tremble - Math.floor(tremble);
  return Number(((0.04 + 0.4 * Math.exp(-step / 120)) * (0.6 + 0.8 * part)).toFixed(6));
}

/** samplesOf are four prompts before the first step, and after every 250. */
export function samplesOf(job: string): { name: string; step: number; index: number }[] {
  if (job !== 'fox' && job !== 'cat') return [];
  return [0, 250, 500].flatMap((step) =>
    [0, 1, 2, 3].map((index) => {
      const ending = index === 3 ? 'mp4' : 'jpg';
      const name = `${1_790_000_000_000 + step}__${String(step).padStart(9, '0')}_${index}.${ending}`;
      return { name, step, index };
    }),
  );
}

/** pictureOf is a picture in Base64, another for each step and prompt; of a film there is none. */
export async function pictureOf(name: string): Promise<string | null> {
  const [, step, index] = /__(\d+)_(\d+)\.jpg$/.exec(name) ?? [];
  if (step === undefined) return null;
  const size = 96;
  const pixels = Buffer.alloc(size * size * 3);
  for (let at = 0; at < size * size; at += 1) {
    const [x, y] = [at % size, Math.floor(at / size)];
    pixels.set([2 * x, (Number(step) / 4 + y) % 256, 60 * Number(index) + ((x * y) % 64)], 3 * at);
  }
  const raw = { width: size, height: size, channels: 3 } as const;
  return (await sharp(pixels, { raw }).webp().toBuffer()).toString('base64');
}
