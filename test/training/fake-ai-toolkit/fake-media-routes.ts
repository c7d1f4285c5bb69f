import { extname } from 'node:path';
import { jsonOf, ok, refused, type Call, type Reply } from './fake-reply.ts';

export interface MediaRoutes {
  readonly datasetsFolder: string;
  readonly trainingFolder: string;
  /** By name; of each the files by their path inside. */
  readonly datasets: Map<string, Map<string, Buffer>>;
  /** Files of the training folder, by absolute path. */
  readonly outputs: Map<string, Buffer>;
  /** As before 2026: full paths of the images in place of a root and what is in it. */
  isOlder: boolean;
}

const MEDIA = ['.jpg', '.jpeg', '.png', '.webp', '.mp4', '.mov', '.mkv', '.mp3', '.wav', '.flac'];

export async function ofDatasets(call: Call, routes: MediaRoutes): Promise<Reply> {
  const { datasets } = routes;
  const [, action] = call.path;
  if (action === 'list') return ok([...datasets.keys()].filter((name) => !name.startsWith('.')));
  if (action === 'create') return create(textIn(call, 'name'), datasets);
  if (action === 'listImages') return listImages(textIn(call, 'datasetName'), routes);
  return action === 'upload' ? upload(call, datasets) : refused(404, 'Not found');
}

function textIn(call: Call, field: string): string {
  const given = jsonOf(call)[field];
  return typeof given === 'string' ? given : '';
}

function create(wanted: string, datasets: MediaRoutes['datasets']): Reply {
  const name = wanted.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
  if (!datasets.has(name)) datasets.set(name, new Map());
  return ok({ success: true, name });
}

function listImages(name: string, { datasets, datasetsFolder, isOlder }: MediaRoutes): Reply {
  const files = datasets.get(name);
  if (files === undefined) return refused(404, `Folder '${name}' not found`);
  const isSeen = (path: string) =>
    MEDIA.includes(extname(path).toLowerCase()) &&
    path.split('/').every((part) => !part.startsWith('.') && part !== '_controls');
  const images = [...files.keys()].filter(isSeen);
  const root = `${datasetsFolder}/${name}/`;
  return ok(isOlder ? { images: images.map((path) => ({ img_path: `${root}${path}` })) } : { root, images });
}

async function upload(call: Call, datasets: MediaRoutes['datasets']): Promise<Reply> {
  const type = String(call.headers['content-type'] ?? '');
  const form = await new Response(call.bytes, { headers: { 'content-type': type } }).formData();
  const given = form.getAll('files').filter((each) => typeof each !== 'string');
  if (given.length === 0) return refused(400, 'No files provided');
  const name = form.get('datasetName') as string;
  const files = datasets.get(name) ?? new Map<string, Buffer>();
  datasets.set(name, files);
  const saved: string[] = [];
  for (const file of given) {
    const cleaned = file.name.replaceAll(/[^a-zA-Z0-9.-]/g, '_');
    files.set(cleaned, Buffer.from(await file.arrayBuffer()));
    saved.push(cleaned);
  }
  return ok({ message: 'Files uploaded successfully', files: saved });
}

export function captions(call: Call, routes: MediaRoutes): Reply {
  const { imgPaths, ext = 'txt' } = jsonOf(call) as { imgPaths?: string[]; ext?: string };
  if (!Array.isArray(imgPaths)) return refused(400, 'imgPaths must be an array');
  const inside = imgPaths.filter((path) => path.startsWith(`${routes.datasetsFolder}/`));
  const textOf = (path: string) => fileAt(path.replace(/\.[^/.]+$/, `.${ext}`), routes)?.toString() ?? '';
  return ok({ captions: Object.fromEntries(inside.map((path) => [path, textOf(path)])) });
}

/** A whole file or a range of it; both need no token. */
export function fileOf({ path: [, ...parts], headers }: Call, routes: MediaRoutes): Reply {
  const path = parts.join('/');
  if (![routes.datasetsFolder, routes.trainingFolder].some((root) => path.startsWith(`${root}/`)))
    return { status: 403, body: 'Access denied' };
  const bytes = fileAt(path, routes);
  if (bytes === undefined) return { status: 404, body: 'File not found' };
  const range = /^bytes=(\d+)-(\d*)$/.exec(String(headers['range'] ?? ''));
  return range === null ? { status: 200, body: bytes } : partOf(bytes, Number(range[1]), range[2] ?? '');
}

function partOf(bytes: Buffer, start: number, last: string): Reply {
  const end = last === '' ? bytes.length - 1 : Math.min(Number(last), bytes.length - 1);
  const size = `/${bytes.length}`;
  if (start > end) return { status: 416, body: '', headers: { 'content-range': `bytes *${size}` } };
  const headers = { 'content-range': `bytes ${start}-${end}${size}` };
  return { status: 206, body: bytes.subarray(start, end + 1), headers };
}

function fileAt(path: string, { datasets, datasetsFolder, outputs }: MediaRoutes): Buffer | undefined {
  if (!path.startsWith(`${datasetsFolder}/`)) return outputs.get(path);
  const [name = '', ...rest] = path.slice(datasetsFolder.length + 1).split('/');
  return datasets.get(name)?.get(rest.join('/'));
}
