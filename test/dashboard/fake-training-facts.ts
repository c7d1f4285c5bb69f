type Json = Record<string, unknown>;

export const GPUS = [
  { name: 'NVIDIA GeForce RTX 4090', memory_used_mb: 20_000, memory_total_mb: 24_564, utilization_pct: 97 },
  { name: 'NVIDIA RTX A6000', memory_used_mb: 2_048, memory_total_mb: 49_140, utilization_pct: 0 },
  { name: 'NVIDIA RTX A6000', memory_used_mb: null, memory_total_mb: null, utilization_pct: null },
].map((gpu) => ({ ...gpu, temperature_c: 61 }));

const PROMPTS = [
  'fxo, a red fox in the snow',
  'fxo, a red fox that crosses a river on stones at dawn, with mist above the water, seen from far away, 35 mm film',
  'fxo, a red fox under an oak',
  'fxo, a red fox that walks, four seconds',
];

/** configOf differs from one config to the next in its rate and its data set. */
export function configOf(name: string): Json {
  const lr = name === 'fox-lora' ? 0.0001 : 0.0002;
  const train = { batch_size: 1, steps: 1_000, lr, optimizer: 'adamw8bit' };
  const sample = { prompts: PROMPTS, seed: 42, walk_seed: true, sample_every: 250 };
  const datasets = [
    { folder_path: `/toolkit/datasets/${name.replace('-lora', '')}`, resolution: [512, 768] },
  ];
  const config = {
    job: 'extension',
    config: { name, process: [{ type: 'ui_trainer', train, sample, datasets }] },
  };
  return { name, config, yaml: JSON.stringify(config, undefined, 2) };
}

/** savesOf are the models of a job: one for each 250 steps, and at its end the final one; in words why there is none. */
export function savesOf({ job_id: id, name, status, current_step: step }: Json): Json | string {
  const steps = [750, 500, 250].filter((each) => each <= Number(step));
  if (steps.length === 0) return 'model_not_found: job_id: the job has saved no model yet';
  const path = `${String(name)}/${String(name)}.safetensors`;
  const available = steps.map((each) => ({ path, size_bytes: 1, step: each }));
  const [newest = 0] = steps;
  return { job_id: id, job_name: name, job_status: status, model_path: path, step: newest, available };
}

/** comparisonOf ranks runs in the order in which they were asked for. */
export function comparisonOf(ids: readonly string[]): Json {
  const ranking = ids.map((id, index) => {
    const components = { convergence: 74.2 - 20 * index, speed: 70, stability: 88, dataset: null };
    return { job_id: id, rank: index + 1, scores: { total: 78.6 - 9 * index, components } };
  });
  return {
    ranking: { ranking, winner_job_id: ids[0] ?? '', winner_score: 78.6, score_spread: 9 },
    skipped_runs: [],
  };
}
