const MOST_CHARACTERS = 100;

/** `<prefix>-<job>-<YYYYMMDD-HHMMSS>`, the time in UTC; whatever could lead elsewhere than into the folder is `_`. */
export function reportName(prefix: string, jobId: string, at: Date): string {
  const [date = '', time = ''] = at.toISOString().replaceAll(/[-:]/g, '').slice(0, 15).split('T');
  return `${plain(prefix)}-${plain(jobId)}-${date}-${time}`;
}

function plain(text: string): string {
  return text
    .slice(0, MOST_CHARACTERS)
    .replaceAll(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\./, '_');
}
