import { baseName } from './model-files.js';

/** exportedPath is a path of the backend's machine as seen from its outputs, with `/`, as download-model takes it. */
export function exportedPath(path: string, trainingFolder: string, jobName: string): string {
  const windows = /^[A-Za-z]:[\\/]|^\\\\/.test(trainingFolder);
  const plain = windows ? path.replaceAll('\\', '/') : path;
  const folder = (windows ? trainingFolder.replaceAll('\\', '/') : trainingFolder).replace(/\/+$/, '');
  return plain.startsWith(`${folder}/`) ? plain.slice(folder.length + 1) : `${jobName}/${baseName(path)}`;
}
