const MIB = 1024 * 1024;

/** What the analysis calls small, extreme or the same. */
export const IMAGE_RULES = {
  /** A width or a height below it is a low resolution. */
  lowResolutionBelow: 256,
  widestAspect: 3,
  narrowestAspect: 0.33,
  /** Two images that agree in size and in so many first bytes are compared as a whole. */
  headBytes: 8_192,
  corruptExamples: 10,
  captionExamples: 10,
  captionTerms: 20,
} as const;

export const SCAN_LIMITS = {
  /** Files and folders of one data set that are looked at. */
  entries: 200_000,
  depth: 32,
  /** A longer file is not decoded. */
  imageBytes: 64 * MIB,
  /** An image of more pixels is not decoded, and what its header says is believed. */
  pixels: 40_000_000,
  captionBytes: 64 * 1024,
  /** Characters of captions that are kept for the analysis of language. */
  captionsKept: 8 * MIB,
  /** Images that are read at the same time. */
  atOnce: 4,
  /** Images between two reports of progress. */
  batch: 64,
  /** Images whose checks are remembered. */
  remembered: 50_000,
} as const;

export const UPLOAD_LIMITS = {
  images: 500,
  imageBytes: 32 * MIB,
  totalBytes: 256 * MIB,
  captionChars: 16_384,
  fileNameBytes: 200,
} as const;

/** Files of one kind that an answer lists; the counts have them all. */
export const FILES_LISTED = 500;
