/** What a model may be kept in. */
export const MODEL_EXTENSIONS = ['.safetensors', '.ckpt', '.bin', '.pt', '.pth', '.gguf'] as const;
/** What a trained model is saved as. */
const EXPORTED_EXTENSIONS = ['.safetensors', '.ckpt'] as const;
export const MODEL_FORMATS = ['safetensors', 'ckpt'] as const;
export type ModelFormat = (typeof MODEL_FORMATS)[number];

/** The trainer keeps its own memory in files that look like models. */
const NO_MODELS: ReadonlySet<string> = new Set(['optimizer.pt', 'optimizer.safetensors']);

export function isModelFile(name: string): boolean {
  return hasExtension(name, MODEL_EXTENSIONS) && !NO_MODELS.has(name.toLowerCase());
}

export function isExportedModel(name: string): boolean {
  return hasExtension(name, EXPORTED_EXTENSIONS) && !NO_MODELS.has(name.toLowerCase());
}

function hasExtension(name: string, extensions: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return extensions.some((extension) => lower.endsWith(extension) && lower.length > extension.length);
}

/** baseName is what stands behind the last `/`, or behind the last `\` of a path from another system. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** megabytes, of 1024 × 1024 bytes, to two decimals. */
export function megabytes(bytes: number): number {
  return Math.round((bytes / (1024 * 1024)) * 100) / 100;
}
