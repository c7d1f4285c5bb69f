export interface DrawnBar {
  readonly description: string;
  readonly done: number;
  readonly total: number;
  /** Where the count began: the rate is of what was done since. */
  readonly first: number;
  readonly elapsed: number;
  readonly postfix: string;
}

/** drawnBar is a progress bar as it is redrawn: a carriage return, the bar, and no newline. */
export function drawnBar({ description, done, total, first, elapsed, postfix }: DrawnBar): string {
  const share = total === 0 ? 1 : done / total;
  const percent = String(Math.round(share * 100)).padStart(3);
  const rate = elapsed > 0 ? (done - first) / elapsed : 0;
  const left = rate > 0 ? clock((total - done) / rate) : '?';
  const counts = `${done}/${total} [${clock(elapsed)}<${left}, ${rateText(rate)}${postfix}]`;
  const name = description === '' ? '' : `${description}: `;
  return `\r${name}${percent}%|${blocks(share)}| ${counts}`;
}

function rateText(rate: number): string {
  if (rate === 0) return '?it/s';
  return rate < 1 ? `${(1 / rate).toFixed(2).padStart(5)}s/it` : `${rate.toFixed(2).padStart(5)}it/s`;
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${String(minutes).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

function blocks(share: number): string {
  const eighths = Math.floor(share * 80);
  return `${'█'.repeat(Math.floor(eighths / 8))}${EIGHTHS[eighths % 8] ?? ''}`.padEnd(10);
}

export interface LogStart {
  readonly jobName: string;
  readonly totalSteps: number;
  readonly learningRate: number;
  readonly prompts: readonly string[];
  /** The step of the save it goes on from; 0 is a new run. */
  readonly resumedAt: number;
}

/** startOfLog is all that comes before the first bar of the training. */
export function startOfLog({ jobName, totalSteps, learningRate, prompts, resumedAt }: LogStart): string {
  const process = {
    type: 'diffusion_trainer',
    training_folder: '/toolkit/output',
    train: { steps: totalSteps, lr: learningRate },
    sample: { prompts },
  };
  const save = `/toolkit/output/${jobName}/${jobName}_${String(resumedAt).padStart(9, '0')}.safetensors`;
  const resumed = resumedAt > 0 ? [`#### IMPORTANT RESUMING FROM ${save} ####`] : [];
  return [
    'Running 1 job',
    'Using SQLite database at /toolkit/aitk_db.db',
    'Job ID: "7f3a0a51-6c1e-4f0e-9d3a-0a516c1e4f0e"',
    JSON.stringify(process, undefined, 4),
    '',
    '#############################################',
    `# Running job: ${jobName}`,
    '#############################################',
    '',
    'Running  1 process',
    ...resumed,
    'Dataset: /toolkit/datasets/foxes',
    '  -  Preprocessing image dimensions',
    otherBar('', 12, 400),
    '  -  Found 12 images',
    otherBar('Caching latents to disk', 12, 3),
    'Generating baseline samples before training',
    otherBar('Generating Images', prompts.length, 0.1),
    '',
  ].join('\n');
}

function otherBar(description: string, total: number, perSecond: number): string {
  const draws = Array.from({ length: total + 1 }, (_, done) =>
    drawnBar({ description, done, total, first: 0, elapsed: done / perSecond, postfix: '' }),
  );
  return draws.join('');
}

/** seededNoise gives numbers from 0 to 1 (mulberry32), the same for the same seed. */
export function seededNoise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
