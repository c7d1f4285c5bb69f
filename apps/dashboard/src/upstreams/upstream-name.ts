export const UPSTREAMS = ['gateway', 'ops', 'router'] as const;
/** UpstreamName is an app of the control plane that the dashboard speaks to. */
export type UpstreamName = (typeof UPSTREAMS)[number];

export function isUpstream(text: string): text is UpstreamName {
  return (UPSTREAMS as readonly string[]).includes(text);
}
