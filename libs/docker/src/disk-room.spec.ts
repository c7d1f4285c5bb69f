import { readDiskRoom } from './disk-room.js';

it('a file system has its size and what of it is free', async () => {
  const { totalBytes, freeBytes } = await readDiskRoom('/');
  expect(totalBytes).toBeGreaterThan(0);
  expect(freeBytes).toBeGreaterThanOrEqual(0);
  expect(freeBytes).toBeLessThanOrEqual(totalBytes);
});

it('of a folder that is not there nothing is told', async () => {
  await expect(readDiskRoom('/nowhere/at/all')).rejects.toMatchObject({ code: 'ENOENT' });
});
