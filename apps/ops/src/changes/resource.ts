const LONGEST = 512;

/** resourceOf is what the audit calls the services of a change: `local/web,local/db`; too long a list ends in `and 3 more`. */
export function resourceOf({ node, services }: { node: string; services: readonly string[] }): string {
  let shown = services.length;
  while (listed(node, services, shown).length > LONGEST) shown--;
  return listed(node, services, shown);
}

function listed(node: string, services: readonly string[], shown: number): string {
  const names = services.slice(0, shown).map((service) => `${node}/${service}`);
  const rest = services.length - shown;
  return [...names, ...(rest > 0 ? [`and ${rest} more`] : [])].join(',');
}
