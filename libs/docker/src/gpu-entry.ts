import { z } from 'zod';

/** EXPORTERS are the Prometheus exporters whose figures are understood. */
const EXPORTERS = ['dcgm', 'nvidia_gpu_exporter'] as const;
export type GpuExporterKind = (typeof EXPORTERS)[number];

/** GpuSource is where the figures of a node's GPUs come from. */
export type GpuSource =
  | { readonly kind: 'nvidia_smi' }
  | { readonly kind: 'exporter'; readonly exporter: GpuExporterKind; readonly url: string };

const program = z.strictObject({ nvidia_smi: z.literal(true) });
const exporterAt = (isFine: (value: string) => boolean, wish: string) =>
  z.strictObject({ exporter: z.enum(EXPORTERS), url: z.string().refine(isFine, wish) });

/** The local node's GPUs: the program on the worker's host, or an exporter that the worker reaches without TLS. */
export const localGpu = z.union([
  program,
  exporterAt(
    (value) => isPlainUrl(value, 'http:'),
    'must be http://host[:port]/path, without credentials or query',
  ),
]);

/** A remote node's GPUs, behind the same mutual TLS as its engine; nodesFile checks that the host is the node's. */
export const remoteGpu = exporterAt(
  (value) => isPlainUrl(value, 'https:'),
  'must be https://host[:port]/path, without credentials or query',
);

/** vramNeeds is what services take of the GPUs' memory, in MiB by name. */
export const vramNeeds = z
  .record(z.string(), z.int('must be a whole number of MiB').positive('must be more than 0 MiB'))
  .default({});

type GpuEntry = z.output<typeof localGpu>;

export function gpuSourceOf(entry: GpuEntry | undefined): GpuSource | undefined {
  if (entry === undefined) return undefined;
  return 'nvidia_smi' in entry ? { kind: 'nvidia_smi' } : { kind: 'exporter', ...entry };
}

function isPlainUrl(value: string, wanted: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password, search, hash } = new URL(value);
  return protocol === wanted && `${username}${password}${search}${hash}` === '';
}
