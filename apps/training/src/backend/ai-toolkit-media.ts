import { DomainError } from '@app/kernel';
import { uploadBatches } from './batches.js';
import type { Connection } from './http/connection.js';
import { FileExchange } from './http/file-exchange.js';
import { JsonExchange } from './http/json-exchange.js';
import type { BackendFolders } from './job.js';
import type { BackendFile, ByteRange, DatasetListing, Media, UploadedFile } from './media.js';
import { captionsOf, cleanedNameOf, listingOf, namesOf, savedNamesOf } from './rows/file-rows.js';

const CAPTIONS_AT_ONCE = 500;
/** The backend joins such names to its folders as they are. */
const BASE_NAME = /^[^./\\\0][^/\\\0]{0,199}$/;

type FoldersOf = (signal?: AbortSignal) => Promise<BackendFolders>;

/** AiToolkitMedia is the data sets and files of an AI Toolkit server, over its HTTP interface. */
export class AiToolkitMedia implements Media {
  private readonly exchange: JsonExchange;
  private readonly fileExchange: FileExchange;

  constructor(
    connection: Connection,
    private readonly foldersOf: FoldersOf,
  ) {
    this.exchange = new JsonExchange(connection);
    this.fileExchange = new FileExchange(connection);
  }

  async datasetNames(signal?: AbortSignal): Promise<readonly string[]> {
    const { body } = await this.exchange.send({ method: 'GET', path: ['datasets', 'list'], signal });
    return namesOf(body);
  }

  async createDataset(name: string, signal?: AbortSignal): Promise<string> {
    checkBaseName(name, 'dataset_name');
    return cleanedNameOf(await this.post(['datasets', 'create'], { name }, signal));
  }

  async uploadFiles(
    dataset: string,
    files: readonly UploadedFile[],
    signal?: AbortSignal,
  ): Promise<readonly string[]> {
    checkBaseName(dataset, 'dataset_name');
    for (const { name } of files) checkBaseName(name, 'filename');
    const saved: string[] = [];
    for (const batch of uploadBatches(files)) saved.push(...(await this.uploadBatch(dataset, batch, signal)));
    return saved;
  }

  async listImages(dataset: string, signal?: AbortSignal): Promise<DatasetListing> {
    checkBaseName(dataset, 'dataset_name');
    const call = {
      method: 'POST',
      path: ['datasets', 'listImages'],
      body: { datasetName: dataset },
    } as const;
    const [{ datasets }, { status, body }] = await Promise.all([
      this.foldersOf(signal),
      this.exchange.send({ ...call, signal, also: [404] }),
    ]);
    if (status === 404)
      throw new DomainError('dataset_not_found', 'there is no such data set', { param: 'dataset_name' });
    return listingOf(body, `${datasets}/${dataset}`);
  }

  async captions(
    paths: readonly string[],
    signal?: AbortSignal,
    extension = 'txt',
  ): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (let from = 0; from < paths.length; from += CAPTIONS_AT_ONCE) {
      const imgPaths = paths.slice(from, from + CAPTIONS_AT_ONCE);
      const texts = captionsOf(
        await this.post(['caption', 'getBatch'], { imgPaths, ext: extension }, signal),
      );
      for (const path of imgPaths) found.set(path, Object.hasOwn(texts, path) ? (texts[path] ?? '') : '');
    }
    return found;
  }

  download(path: string, signal?: AbortSignal, range?: ByteRange): Promise<BackendFile> {
    return this.fileExchange.download(path, range, signal);
  }

  async bytes(path: string, mostBytes: number, signal?: AbortSignal): Promise<Buffer> {
    const { size = 0, stream } = await this.download(path, signal);
    const parts: Uint8Array[] = [];
    let read = 0;
    for await (const part of stream) {
      read += part.byteLength;
      if (Math.max(size, read) > mostBytes) throw tooLarge(mostBytes);
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  private async uploadBatch(dataset: string, files: readonly UploadedFile[], signal?: AbortSignal) {
    const form = new FormData();
    for (const { name, bytes } of files) form.append('files', new Blob([bytes]), name);
    form.append('datasetName', dataset);
    return savedNamesOf(await this.fileExchange.upload(['datasets', 'upload'], form, signal));
  }

  private async post(path: readonly string[], body: object, signal?: AbortSignal): Promise<unknown> {
    return (await this.exchange.send({ method: 'POST', path, body, signal })).body;
  }
}

function checkBaseName(name: string, param: string): void {
  if (BASE_NAME.test(name)) return;
  throw new DomainError('invalid_argument', 'wanted a name that is no path and begins with no dot', {
    param,
  });
}

function tooLarge(mostBytes: number): DomainError {
  return new DomainError('file_too_large', `the file has more than ${mostBytes} bytes`);
}
