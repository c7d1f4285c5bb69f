import { z } from 'zod';
import { malformed } from '../backend-errors.js';
import type { StoredFile } from '../job.js';
import type { DatasetListing } from '../media.js';

const files = z.object({ files: z.array(z.object({ path: z.string(), size: z.int().nonnegative() })) });
const samples = z.object({ samples: z.array(z.string()) });
const listing = z.object({ root: z.string(), images: z.array(z.string()) });
/** Before a root was named, images were shown by their whole paths. */
const olderListing = z.object({ images: z.array(z.object({ img_path: z.string() })) });

export function filesOf(body: unknown): readonly StoredFile[] {
  return checked(files, body, 'no list of files').files;
}

export function samplesOf(body: unknown): readonly string[] {
  return checked(samples, body, 'no list of samples').samples;
}

export function namesOf(body: unknown): readonly string[] {
  return checked(z.array(z.string()), body, 'no list of data sets');
}

export function savedNamesOf(body: unknown): readonly string[] {
  return checked(z.object({ files: z.array(z.string()) }), body, 'no list of what it saved').files;
}

export function cleanedNameOf(body: unknown): string {
  return checked(z.object({ name: z.string().min(1) }), body, 'no name of a data set').name;
}

export function captionsOf(body: unknown): Readonly<Record<string, string>> {
  return checked(z.object({ captions: z.record(z.string(), z.string()) }), body, 'no captions').captions;
}

/** `folder` is where the data set is expected to be, for backends that do not say. */
export function listingOf(body: unknown, folder: string): DatasetListing {
  const older = olderListing.safeParse(body);
  if (older.success && older.data.images.length > 0)
    return { root: folder, images: older.data.images.map(({ img_path }) => inside(img_path, folder)) };
  const isOlderAndEmpty = older.success && !listing.safeParse(body).success;
  if (isOlderAndEmpty) return { root: folder, images: [] };
  const { root, images } = checked(listing, body, 'no list of images');
  return { root: root.replace(/[/\\]+$/, ''), images: root.includes('\\') ? images.map(slashed) : images };
}

function inside(path: string, folder: string): string {
  const whole = folder.includes('\\') ? slashed(path) : path;
  const above = `${folder.includes('\\') ? slashed(folder) : folder}/`;
  if (!whole.startsWith(above)) throw malformed('an image that is not in the data set');
  return whole.slice(above.length);
}

/** A backend on Windows says its paths with other separators. */
function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

function checked<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  otherwise: string,
): z.output<Schema> {
  const read = schema.safeParse(body);
  if (!read.success) throw malformed(`something that is ${otherwise}`, read.error);
  return read.data;
}
