import { lossIn } from './loss-in.js';
import { parseProgressBar } from './progress-bar.js';
import { speedsIn } from './speeds-in.js';

describe('a speed', () => {
  it.each<[string, number[]]>([
    ['1.25 iter/sec', [1.25]],
    ['2.00 sec/iter', [0.5]],
    ['4it/s', [4]],
    ['3 steps/s then 5 samples/s', [3, 5]],
    ['500 ms/it', [2]],
    ['2s/it', [0.5]],
    ['2 SECONDS/IT', [0.5]],
    ['0.00s/it', []],
    ['?it/s', []],
    ['3/10 files', []],
  ])('is read from %s', (text, speeds) => {
    expect(speedsIn(text).map((each) => each.itPerSec)).toEqual(speeds);
  });
});

describe('a loss', () => {
  it.each<[string, number | undefined]>([
    ['loss: 1.20', 1.2],
    ['train_loss=3.1e-01, lr 4', 0.31],
    ['{"loss": 0.25}', 0.25],
    ['total_loss: -0.5', -0.5],
    ['the loss 0.75 at last', 0.75],
    ['lossless: 3', undefined],
    ['val_loss: 3', undefined],
    ['loss_weight: 3', undefined],
    ['loss: nan', undefined],
    ['loss: 1e999', undefined],
    ['loss: 1.2.3', undefined],
  ])('is read from %s', (text, loss) => {
    expect(lossIn(text)).toBe(loss);
  });
});

describe('a progress bar', () => {
  it('is read with blocks and with ASCII', () => {
    for (const glyphs of ['█▋        ', '#6        '])
      expect(
        parseProgressBar(
          `a: b:  17%|${glyphs}| 500/3000 [12:00<1:00:00,  2.00s/it, lr: 1.0e-04 loss: 3.1e-01]`,
        ),
      ).toMatchObject({
        description: 'a: b',
        count: 500,
        speed: { itPerSec: 0.5 },
        postfix: 'lr: 1.0e-04 loss: 3.1e-01',
      });
  });

  it.each(['100% done', 'x 17%|█| 5/30 [1<2, 3it/s]', '17%|█| 5/30 [1<2, 3it/s', '[2024-01-01] note'])(
    'is not seen in %s',
    (text) => {
      expect(parseProgressBar(text)).toBeUndefined();
    },
  );
});
