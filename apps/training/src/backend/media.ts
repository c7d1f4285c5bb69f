/** UploadedFile is one file to be put into a data set: an image, or a caption of the same stem. */
export interface UploadedFile {
  /** A base name; the backend writes all but letters, digits, `.` and `-` as `_`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface DatasetListing {
  /** The folder on the backend's machine, with no separator at its end. */
  readonly root: string;
  /** Relative to the root, with `/`; pictures, films and sounds, without dot names and `_controls`. */
  readonly images: readonly string[];
}

export interface ByteRange {
  readonly start: number;
  /** Of the last byte; to the end of the file unless told. */
  readonly end?: number;
}

export interface BackendFile {
  /** Bytes of what is sent; undefined when the backend does not say. */
  readonly size: number | undefined;
  /** Read once; ends with an error when the backend breaks off. Leaving it early ends the exchange. */
  readonly stream: AsyncIterable<Uint8Array>;
}

/**
 * Media is the data sets and files of the backend's machine, for when they are not mounted on this one. All methods throw
 * as those of Backend do; a data set that is not there is `dataset_not_found`, a file `file_not_found`, and a name that
 * could be a path is `invalid_argument`.
 */
export interface Media {
  datasetNames(signal?: AbortSignal): Promise<readonly string[]>;
  /** Returns the name as the backend has cleaned it; one that is there already stays as it is. */
  createDataset(name: string, signal?: AbortSignal): Promise<string>;
  /** Returns the names that the files got; one of the same name is overwritten. */
  uploadFiles(
    dataset: string,
    files: readonly UploadedFile[],
    signal?: AbortSignal,
  ): Promise<readonly string[]>;
  listImages(dataset: string, signal?: AbortSignal): Promise<DatasetListing>;
  /** Captions of images by their absolute paths; '' where there is none, as the backend does not tell missing from empty. */
  captions(
    paths: readonly string[],
    signal?: AbortSignal,
    extension?: string,
  ): Promise<ReadonlyMap<string, string>>;
  /** A file of the data sets or the outputs by its absolute path on the backend's machine. Throws `range_not_satisfiable`. */
  download(path: string, signal?: AbortSignal, range?: ByteRange): Promise<BackendFile>;
  /** The whole of a file; throws `file_too_large` for more than `mostBytes`. */
  bytes(path: string, mostBytes: number, signal?: AbortSignal): Promise<Buffer>;
}
