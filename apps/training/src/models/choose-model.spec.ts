import fc from 'fast-check';
import { savedModels } from './choose-model.js';

const files = (...names: string[]) =>
  names.map((name) => ({ path: `/toolkit/output/foxes/${name}`, size: 1 }));
const chosen = (names: string[], format: 'safetensors' | 'ckpt' = 'safetensors') =>
  savedModels('foxes', files(...names), format).map(({ step, files }) => [
    step,
    ...files.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)),
  ]);

describe('the model of a job', () => {
  it('is the final one, though the backend lists it before those of steps', () => {
    const listed = [
      'foxes.safetensors',
      'foxes_000000250.safetensors',
      'foxes_000000500.safetensors',
      'optimizer.pt',
    ];
    expect(chosen(listed)).toEqual([
      [undefined, 'foxes.safetensors'],
      [500, 'foxes_000000500.safetensors'],
      [250, 'foxes_000000250.safetensors'],
    ]);
  });

  it('is that of the latest step while there is no final one', () => {
    expect(chosen(['foxes_000000750.safetensors', 'foxes_000001000.safetensors'])[0]).toEqual([
      1_000,
      'foxes_000001000.safetensors',
    ]);
  });

  it('is never the memory of the optimizer', () => {
    expect(chosen(['optimizer.pt', 'optimizer.safetensors'])).toEqual([]);
  });

  it('has a file for each stage, and those of one step belong together', () => {
    const stages = ['foxes_000000250_high_noise.safetensors', 'foxes_000000250_low_noise.safetensors'];
    expect(chosen(['foxes_low_noise.safetensors', ...stages, 'foxes_high_noise.safetensors'])).toEqual([
      [undefined, 'foxes_high_noise.safetensors', 'foxes_low_noise.safetensors'],
      [250, ...stages],
    ]);
  });

  it('comes before the other forms that are saved beside it', () => {
    const listed = ['a_trigger.safetensors', 'foxes_LoRA.safetensors', 'foxes_000000250.safetensors'];
    expect(chosen(listed).map(([, name]) => name)).toEqual([
      'foxes_000000250.safetensors',
      'foxes_LoRA.safetensors',
      'a_trigger.safetensors',
    ]);
  });

  it('is final for a job whose own name ends as steps do', () => {
    const [best] = savedModels('foxes_000000250', files('foxes_000000250.safetensors'), 'safetensors');
    expect(best?.step).toBeUndefined();
  });

  it('is only of the format that was asked for', () => {
    expect(chosen(['foxes.safetensors', 'foxes_000000250.ckpt'], 'ckpt')).toEqual([
      [250, 'foxes_000000250.ckpt'],
    ]);
    expect(chosen(['foxes.safetensors'], 'ckpt')).toEqual([]);
  });

  it('does not depend on the order in which files are listed', () => {
    const names = fc.uniqueArray(
      fc.constantFrom(
        'foxes.safetensors',
        'foxes_LoRA.safetensors',
        'foxes_000000250.safetensors',
        'foxes_000000500.safetensors',
        'foxes_000000500_low_noise.safetensors',
        'foxes_high_noise.safetensors',
        'word.safetensors',
        'optimizer.pt',
      ),
    );
    fc.assert(
      fc.property(names, fc.infiniteStream(fc.nat()), (listed, random) => {
        const shuffled = listed
          .map((name) => [random.next().value as number, name] as const)
          .sort(([one], [other]) => one - other)
          .map(([, name]) => name);
        expect(chosen(shuffled)).toEqual(chosen(listed));
      }),
    );
  });
});
