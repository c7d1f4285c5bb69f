import { useQueryClient } from '@tanstack/react-query';
import { CircleUser, Globe, HelpCircle, Moon, Search, Sun, SunMoon } from 'lucide-react';
import { useState } from 'react';
import { useAboutPath } from '../data/about-path.js';
import type { Attention } from '../data/live-views.js';
import { useLiveView } from '../data/queries.js';
import { OPENS_PANEL, showPanel, usePanel } from '../jobs/followed-jobs.js';
import { useRunningWork } from '../jobs/running-work.js';
import { nextDensity, useDensity } from '../kit/density.js';
import { Button, Dialog, IconButton, Link, State, StateShape, Time } from '../kit/index.js';
import { useLink } from '../live/use-live.js';
import { session } from '../session/session-store.js';
import { useActor } from '../session/use-session.js';
import { clockTime, counted, duration } from '../time/format.js';
import { useNow } from '../time/now.js';
import { useZone, zoneChoice } from '../time/zone.js';
import { AuditStopped } from './AuditStopped.js';
import css from './Shell.module.css';
import { nextTheme, useTheme } from './theme.js';

interface TopStripProps {
  readonly onSearch: () => void;
  readonly onHelp: () => void;
}

/** TopStrip is there at every width: the link, nodes, jobs, attention, the zone, search. */
export function TopStrip({ onSearch, onHelp }: TopStripProps) {
  return (
    <header className={css.top}>
      <div className={css.strip}>
        <LinkState />
        <NodeCount />
        <JobCount />
        <AttentionCount />
        <span className={css.gap} />
        <ZoneSwitch />
        <span className={css.wide}>
          <ThemeSwitch />
          <IconButton label="Keys" icon={<HelpCircle size={16} aria-hidden="true" />} onPress={onHelp} />
        </span>
        <IconButton label="Search" icon={<Search size={16} aria-hidden="true" />} onPress={onSearch} />
        <Account onHelp={onHelp} />
      </div>
      <AuditStopped />
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
        <State kind="unknown">
          <span>
            <span className={css.desk}>Reconnecting, </span>
            <span className={css.phone}>Lost, </span>
            {duration(Math.max(1_000, now - link.since))}
            {link.heardAt !== undefined && (
              <span className={css.wide}>, last event {clockTime(link.heardAt, zone)}</span>
            )}
          </span>
        </State>
      )}
      {link.state === 'offline' && (
        <State kind="failed">
          <span>
            Offline <span className={css.desk}>since </span>
            {clockTime(link.since, zone)}
          </span>
        </State>
      )}
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
        <span className={css.unlessWide}> {nodes.length === 1 ? 'node' : 'nodes'}</span>
      </span>
    </Link>
  );
}

function JobCount() {
  const { running, queued } = useRunningWork();
  const { isOpen } = usePanel();
  const all = running + queued;
  return (
    <span className={css.part} {...OPENS_PANEL}>
      <Button look="quiet" isPressed={isOpen} onPress={() => showPanel(!isOpen)}>
        {running > 0 && <StateShape kind="working" size={14} />}
        <span className={css.desk}>
          {all === 0 ? 'Jobs' : `${running} running`}
          {queued > 0 && `, ${queued} queued`}
        </span>
        <span className={css.phone}>{all === 0 ? 'Jobs' : counted(all, 'job')}</span>
      </Button>
    </span>
  );
}

const KINDS: Readonly<Record<Attention['level'], 'failed' | 'attention' | 'off'>> = {
  critical: 'failed',
  warning: 'attention',
  notice: 'off',
};

function AttentionCount() {
  const [isOpen, setOpen] = useState(false);
  const causes = useLiveView('attention')?.items;
  const close = () => setOpen(false);
  // Before the first word of it nobody knows that nothing does.
  if (causes === undefined) return null;
  const [first] = causes;
  return (
    <>
      <Button look="quiet" onPress={() => setOpen(true)}>
        <StateShape kind={first === undefined ? 'ok' : KINDS[first.level]} size={14} />
        <span>
          {causes.length}
          <span className={css.unlessWide}> {causes.length === 1 ? 'needs' : 'need'}</span>
          <span className={css.unlessNarrow}> attention</span>
        </span>
      </Button>
      {isOpen && (
        <Dialog title={first === undefined ? 'Nothing needs attention' : 'Needs attention'} onClose={close}>
          <ul className={css.causes}>
            {causes.map((one) => (
              <li key={one.id}>
                <Cause of={one} onLeave={close} />
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}

function Cause({ of, onLeave }: { readonly of: Attention; readonly onLeave: () => void }) {
  const { level, cause, next, since, about } = of;
  const path = useAboutPath()(about);
  const text = (
    <>
      <StateShape kind={KINDS[level]} size={18} />
      <span>
        <strong>{cause}</strong>
        <span className={css.causeText}>
          {next}. Since <Time at={since} />
        </span>
      </span>
    </>
  );
  if (path === undefined) return <div className={css.cause}>{text}</div>;
  return (
    <Link to={path} className={css.cause} onClick={onLeave}>
      {text}
    </Link>
  );
}

function ZoneSwitch() {
  const zone = useZone();
  return (
    <Button look="quiet" onPress={() => zoneChoice.set(zone === 'utc' ? 'local' : 'utc')}>
      <span className={css.wide}>
        <Globe size={15} aria-hidden="true" />
      </span>
      <span>
        {zone === 'utc' && <span className={css.unlessWide}>Times in </span>}
        {zone === 'utc' ? 'UTC' : 'Local'}
        {zone === 'local' && <span className={css.unlessWide}> times</span>}
      </span>
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

function RowsButton() {
  const density = useDensity();
  return (
    <Button onPress={nextDensity}>
      {density === 'cosy' ? 'Put rows closer together' : 'Put rows further apart'}
    </Button>
  );
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
            <RowsButton />
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
