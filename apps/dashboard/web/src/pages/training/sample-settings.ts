export interface SampleSettings {
  readonly prompts: readonly string[];
  readonly seed: number | undefined;
  /** Whether each prompt has the next seed. */
  readonly walks: boolean;
}

/** sampleSettings is what a config asks its samples for; nothing where it says it in a way that nobody knows. */
export function sampleSettings(config: Readonly<Record<string, unknown>> | undefined): SampleSettings {
  const [process] = listIn(fieldsIn(config)['config'], 'process');
  const sample = fieldsIn(fieldsIn(process)['sample']);
  const { seed, walk_seed: walks } = sample;
  return {
    prompts: listIn(sample, 'prompts').map((prompt) => (typeof prompt === 'string' ? prompt : '')),
    seed: typeof seed === 'number' ? seed : undefined,
    walks: walks === true,
  };
}

/** seedOf is the seed of a prompt, counted from 0. */
export function seedOf({ seed, walks }: SampleSettings, prompt: number): number | undefined {
  return seed === undefined ? undefined : seed + (walks ? prompt : 0);
}

function fieldsIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = fieldsIn(value)[name];
  return Array.isArray(list) ? list : [];
}
