import fc from 'fast-check';
import { captionFromName } from './caption-from-name.js';

it.each<[string, string]>([
  ['red-cat_on.a sofa.jpg', 'red cat on a sofa'],
  ['IMG_20261121_0042.jpg', 'training image'],
  ['sub/photo of Anna (copy).png', 'of Anna'],
  ['one two three four five six seven eight nine.jpg', 'one two three four five six seven eight'],
  ['größe-猫.webp', 'größe 猫'],
])('%s is %j', (path, caption) => {
  expect(captionFromName(path, undefined)).toBe(caption);
  expect(captionFromName(path, ' sks ')).toBe(`sks ${caption}`);
});

it('has words for every name', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      (name) => captionFromName(`${name}.jpg`, undefined).trim() !== '',
    ),
  );
});
