import sharp from 'sharp';
import { pictureOf } from '../../../../../test/training/dataset-images.js';
import { checkImage } from './image-check.js';

it('believes the header of a file that is too long to be read as a whole', async () => {
  const image = await pictureOf({ width: 400, height: 300 });
  await expect(checkImage(image.subarray(0, 5_000), false)).resolves.toEqual({
    kind: 'sound',
    width: 400,
    height: 300,
  });
  await expect(checkImage(image.subarray(0, 5), false)).resolves.toEqual({ kind: 'unchecked' });
});

it('does not decode an image of very many pixels', async () => {
  const create = { width: 8_000, height: 8_000, channels: 3, background: 'red' } as const;
  const image = await sharp({ create }).png().toBuffer();
  const broken = image.subarray(0, image.length - 100);
  await expect(checkImage(broken, true)).resolves.toEqual({ kind: 'sound', width: 8_000, height: 8_000 });
});

it.each(['gif', 'tiff', 'avif'] as const)(
  'opens a %s that is called a JPEG, as the trainer does',
  async (format) => {
    const image = await sharp(await pictureOf())
      .toFormat(format)
      .toBuffer();
    await expect(checkImage(image, true)).resolves.toEqual({ kind: 'sound', width: 320, height: 300 });
  },
);
