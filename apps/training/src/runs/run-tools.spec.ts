import { datasetLike } from '../../../../test/training/analyses.js';
import { openRunRoom, type RunRoom } from '../../../../test/training/run-room.js';
import { syntheticRun, type SyntheticScenario } from '../../../../test/training/synthetic-log.js';

let room: RunRoom;
beforeEach(async () => {
  room = await openRunRoom();
  const captions = ['a red fox sleeps in deep snow'];
  room.scanner.sets.set('/toolkit/datasets/foxes', { analysis: datasetLike(), captions });
});
afterEach(() => room.close());

const EVERYTHING = {
  'get-training-observability': { include_baseline_comparison: true, include_raw_log_excerpt: true },
  'compare-training-runs': { include_nlp: true },
  'evaluate-lora': { rubric_weights: { speed: 1 } },
  'suggest-next-experiment': {},
  'export-observability-report': {},
};
const NOTHING = {
  include_dataset: false,
  include_nlp: false,
  include_evaluation: false,
  include_next_experiment: false,
};

/** The client checks each answer against the schema, once it has asked for the tools. */
it.each<SyntheticScenario>(['healthy', 'nan', 'out-of-memory', 'stalled', 'slow', 'resumed', 'failed'])(
  'answers by its schemas about a run that is %s',
  async (scenario) => {
    const job = room.toolkit.addJob({ name: 'fox_lora' });
    room.toolkit.play(job, syntheticRun({ scenario, totalSteps: 100 }));
    await room.client.tools();
    for (const [name, more] of Object.entries(EVERYTHING))
      for (const args of [more, NOTHING]) {
        const { isError, text } = await room.client.call(name, {
          job_id: job.id,
          job_ids: [job.id],
          ...args,
        });
        expect(isError ? text : name).toBe(name);
      }
  },
);

it('answers by its schemas about a job that never ran', async () => {
  const { id } = room.toolkit.addJob({ name: 'fresh', config: 'no config' });
  await room.client.tools();
  for (const name of ['get-training-observability', 'evaluate-lora', 'export-observability-report'])
    expect((await room.client.call(name, { job_id: id })).isError).toBe(false);
});

describe('what automation relies on', () => {
  interface Schema {
    readonly type?: string;
    readonly properties: Record<string, Schema>;
    readonly required: readonly string[];
    readonly additionalProperties?: boolean;
    readonly items: Schema;
    readonly anyOf?: readonly Schema[];
    readonly const?: string;
  }
  async function schemaOf(name: string): Promise<Schema> {
    const tool = (await room.client.tools()).find((each) => each.name === name);
    return tool?.outputSchema as unknown as Schema;
  }

  it('is required of an observation: the confidence of each bottleneck, and where it comes from', async () => {
    const { properties, required, additionalProperties } = await schemaOf('get-training-observability');
    expect(additionalProperties).toBe(false);
    expect(properties['analysis_mode']?.const).toBe('deep_log_intelligence');
    for (const part of [
      'inputs',
      'run_report',
      'evaluation',
      'intelligence',
      'next_experiment',
      'baseline_comparison',
      'alerts',
    ])
      expect(required).toContain(part);
    expect(properties['inputs']?.required.length).toBeGreaterThanOrEqual(12);
    expect(properties['intelligence']?.required).toHaveLength(7);
    const bottleneck = properties['intelligence']?.properties['bottlenecks']?.items;
    for (const field of ['code', 'severity', 'message', 'confidence', 'confidence_source'])
      expect(bottleneck?.required).toContain(field);
  });

  it('is required of a comparison: a winner, and the rule by which distances are named', async () => {
    const { properties, required, additionalProperties } = await schemaOf('compare-training-runs');
    expect(additionalProperties).toBe(false);
    expect(new Set(required)).toEqual(
      new Set(['generated_at', 'inputs', 'compared_count', 'skipped_runs', 'ranking']),
    );
    const ranking = properties['ranking'];
    expect([ranking?.properties['winner_job_id']?.type, ranking?.properties['winner_score']?.type]).toEqual([
      'string',
      'number',
    ]);
    const item = ranking?.properties['ranking']?.items;
    expect(item?.properties['delta_to_winner']).toMatchObject({
      additionalProperties: false,
      required: ['total', 'total_band', 'components', 'component_bands', 'band_source'],
      properties: { band_source: { additionalProperties: false, required: ['id', 'units', 'thresholds'] } },
    });
  });
});
