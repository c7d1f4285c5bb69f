import { useQueryClient } from '@tanstack/react-query';
import { CircleUser, Globe, HelpCircle, Moon, Search, Sun, SunMoon } from 'lucide-react';
import { useState } from 'react';
import { pathOf, type Attention } from '../data/live-views.js';
import { useAttention, useLiveView } from '../data/queries.js';
import { showPanel, usePanel } from '../jobs/followed-jobs.js';
import { Button, Dialog, IconButton, Link, State, StateShape, Time } from '../kit/index.js';
import { useLink } from '../live/use-live.js';
import { session } from '../session/session-store.js';
import { useActor } from '../session/use-session.js';
import { clockTime, duration } from '../time/format.js';
import { useNow } from '../time/now.js';
import { useZone, zoneChoice } from '../time/zone.js';
import css from './Shell.module.css';
import { nextTheme, useTheme } from './theme.js';

interface TopStripProps {
  readonly onSearch: () => void;
  readonly onHelp: () => void;
}

/** TopStrip is there at every width: the link, nodes, jobs, attention, the zone, search. */
export function TopStrip({ onSearch, onHelp }: TopStripProps) {
  return (
    <header className={css.strip}>
      <LinkState />
      <NodeCount />
      <JobCount />
      <AttentionCount />
      <span className={css.gap} />
      <span className={css.wide}>
        <ZoneSwitch />
        <ThemeSwitch />
        <IconButton label="Keys" icon={<HelpCircle size={16} aria-hidden="true" />} onPress={onHelp} />
      </span>
      <IconButton label="Search" icon={<Search size={16} aria-hidden="true" />} onPress={onSearch} />
      <Account onHelp={onHelp} />
    </header>
  );
}

function LinkState() {
  const link = useLink();
  const zone = useZone();
  const now = useNow();
  return (
    <div className={css.link}>
      {link.state === 'live' && <State kind="ok">Live</State>}
      {link.state === 'connecting' && <State kind="working">Connecting</State>}
      {link.state === 'reconnecting' && (
        <State kind="unknown">Reconnecting, {duration(Math.max(1_000, now - link.since))}</State>
      )}
      {link.state === 'offline' && <State kind="failed">Offline since {clockTime(link.since, zone)}</State>}
      {link.state === 'ended' && <State kind="unknown">Not live</State>}
    </div>
  );
}

function NodeCount() {
  const nodes = useLiveView('nodes')?.nodes;
  if (nodes === undefined) return null;
  const reached = nodes.filter(({ ok }) => ok).length;
  return (
    <Link to="/nodes" className={css.stripLink}>
      {reached < nodes.length && <StateShape kind="unknown" size={14} />}
      <span>
        {reached} of {nodes.length}
        <span className={css.nodesWord}> {nodes.length === 1 ? 'node' : 'nodes'}</span>
      </span>
    </Link>
  );
}

function JobCount() {
  const jobs = useLiveView('jobs')?.jobs ?? [];
  const { isOpen } = usePanel();
  const running = jobs.filter(({ state }) => state === 'active').length;
  const queued = jobs.filter(({ state }) => state === 'waiting').length;
  return (
    <Button look="quiet" isPressed={isOpen} onPress={() => showPanel(!isOpen)}>
      {running > 0 && <StateShape kind="working" size={14} />}
      {running === 0 && queued === 0 ? 'Jobs' : `${running} running`}
      {queued > 0 && `, ${queued} queued`}
    </Button>
  );
}

const KINDS: Readonly<Record<Attention['level'], 'failed' | 'attention' | 'off'>> = {
  critical: 'failed',
  warning: 'attention',
  notice: 'off',
};

function AttentionCount() {
  const [isOpen, setOpen] = useState(false);
  const causes = useAttention();
  const close = () => setOpen(false);
  if (causes.length === 0) return null;
  return (
    <>
      <Button look="quiet" onPress={() => setOpen(true)}>
        <StateShape kind={KINDS[causes[0]?.level ?? 'notice']} size={14} />
        <span>
          {causes.length} <span className={css.wide}>{causes.length === 1 ? 'needs' : 'need'} attention</span>
          <span className={css.narrow}>to see</span>
        </span>
      </Button>
      {isOpen && (
        <Dialog title="Needs attention" onClose={close}>
          <ul className={css.causes}>
            {causes.map(({ id, level, cause, since, next, about }) => (
              <li key={id}>
                <Link to={pathOf(about)} className={css.cause} onClick={close}>
                  <StateShape kind={KINDS[level]} size={18} />
                  <span>
                    <strong>{cause}</strong>
                    <span className={css.causeText}>
                      {next}. Since <Time at={since} />
                    </span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}

function ZoneSwitch() {
  const zone = useZone();
  return (
    <Button look="quiet" onPress={() => zoneChoice.set(zone === 'utc' ? 'local' : 'utc')}>
      <Globe size={15} aria-hidden="true" />
      {zone === 'utc' ? 'Times in UTC' : 'Local times'}
    </Button>
  );
}

const THEMES = {
  system: { icon: SunMoon, label: 'Theme of the system' },
  light: { icon: Sun, label: 'Light theme' },
  dark: { icon: Moon, label: 'Dark theme' },
} as const;

function ThemeSwitch() {
  const theme = useTheme();
  const { icon: Icon, label } = THEMES[theme];
  return <IconButton label={label} icon={<Icon size={16} aria-hidden="true" />} onPress={nextTheme} />;
}

/** What has no room on a phone is here at every width. */
function Account({ onHelp }: { readonly onHelp: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const actor = useActor();
  const zone = useZone();
  const theme = useTheme();
  const client = useQueryClient();
  const close = () => setOpen(false);
  return (
    <>
      <IconButton
        label="Account"
        icon={<CircleUser size={17} aria-hidden="true" />}
        onPress={() => setOpen(true)}
      />
      {isOpen && (
        <Dialog title={`Signed in as ${actor}`} onClose={close}>
          <div className={css.sheet}>
            <Button onPress={() => zoneChoice.set(zone === 'utc' ? 'local' : 'utc')}>
              {zone === 'utc' ? 'Show local times' : 'Show times in UTC'}
            </Button>
            <Button onPress={nextTheme}>{THEMES[theme].label}: change</Button>
            <Button
              onPress={() => {
                close();
                onHelp();
              }}
            >
              Show keys
            </Button>
            <Button onPress={() => void session.signOut().then(() => client.clear())}>Sign out</Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
