import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { modelFamily } from '../../scores/index.js';
import { MODEL_EXTENSIONS, type ResolvedModel } from '../../models/index.js';
import { textOrUndefined, type ConfigFields } from '../config-fields.js';
import type { FindingList } from './finding-list.js';

const NAME_FIELD = 'config.process[0].model.name_or_path';
const ARCH_FIELD = 'config.process[0].model.arch';
/** Either tells that a folder is laid out as Diffusers does. */
const LAYOUT_FILES = ['model_index.json', join('transformer', 'config.json')] as const;

export interface ModelKind {
  readonly name: string | undefined;
  readonly arch: string | undefined;
  readonly isFluxModel: boolean;
  readonly isFluxArch: boolean;
}

export function modelKind({ model }: ConfigFields): ModelKind {
  const name = textOrUndefined(model['name_or_path']);
  /** What follows a colon is the variant. */
  const arch = textOrUndefined(model['arch'])?.split(':')[0];
  const isFluxModel = isFlux(name);
  return { name, arch, isFluxModel, isFluxArch: isFlux(arch) || model['is_flux'] === true };
}

export async function checkModel(
  fields: ConfigFields,
  kind: ModelKind,
  resolved: ResolvedModel | undefined,
  found: FindingList,
): Promise<void> {
  if (kind.name === undefined || resolved === undefined) return found.add('MISSING_MODEL_NAME', NAME_FIELD);
  checkArch(kind, found);
  if (isFluxKind(kind)) {
    await checkFlux(kind.name, resolved, found);
    if (fields.model['low_vram'] !== true)
      found.add('LOW_VRAM_DISABLED_FOR_FLUX', 'config.process[0].model.low_vram', fields.model['low_vram']);
  }
  if (resolved.source === 'unresolved') found.add('MODEL_PATH_UNRESOLVED', NAME_FIELD, kind.name);
}

export function isFluxKind(kind: ModelKind): boolean {
  return kind.isFluxModel || kind.isFluxArch;
}

function checkArch({ arch, isFluxModel, isFluxArch }: ModelKind, found: FindingList): void {
  if (arch === undefined) return;
  if (isFluxModel && !isFluxArch) found.add('MODEL_ARCH_MISMATCH', ARCH_FIELD, arch);
  if (!isFluxModel && isFluxArch) found.add('MODEL_ARCH_UNEXPECTED', ARCH_FIELD, arch);
}

async function checkFlux(name: string, resolved: ResolvedModel, found: FindingList): Promise<void> {
  if (resolved.kind === 'file' || hasModelExtension(resolved.resolved))
    return found.add('FLUX_MODEL_FILE_NOT_ALLOWED', NAME_FIELD, name);
  if (resolved.kind === 'folder' && !(await isLaidOut(resolved.realPath)))
    found.add('FLUX_MODEL_DIR_INVALID', NAME_FIELD, name);
}

async function isLaidOut(folder: string | undefined): Promise<boolean> {
  if (folder === undefined) return false;
  const seen = await Promise.all(LAYOUT_FILES.map((file) => access(join(folder, file)).then(yes, no)));
  return seen.includes(true);
}

const yes = () => true;
const no = () => false;

function hasModelExtension(path: string): boolean {
  return MODEL_EXTENSIONS.some((extension) => path.toLowerCase().endsWith(extension));
}

function isFlux(text: string | undefined): boolean {
  return modelFamily(text, undefined) === 'flux_flex';
}
