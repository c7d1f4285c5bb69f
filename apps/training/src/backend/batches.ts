import type { UploadedFile } from './media.js';

/** One form is held in memory by both sides. */
const MOST = { files: 50, bytes: 8 * 2 ** 20 } as const;

/** uploadBatches are files in their order, in forms of bounded size; one that is larger by itself is sent alone. */
export function uploadBatches(files: readonly UploadedFile[]): readonly (readonly UploadedFile[])[] {
  const batches: UploadedFile[][] = [];
  let bytes = 0;
  for (const file of files) {
    const last = batches.at(-1);
    const fits =
      last !== undefined && last.length < MOST.files && bytes + file.bytes.byteLength <= MOST.bytes;
    bytes = fits ? bytes + file.bytes.byteLength : file.bytes.byteLength;
    if (fits) last.push(file);
    else batches.push([file]);
  }
  return batches;
}
