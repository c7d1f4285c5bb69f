import { isJsonObject, type JsonValue } from '@app/kernel';

/** What the engine tells of a container's wish for devices; it leaves out what was not asked for. */
interface DeviceWishes {
  readonly Runtime?: string | undefined;
  readonly DeviceRequests?:
    | readonly {
        readonly Driver?: string | undefined;
        readonly Capabilities?: readonly (readonly string[])[] | null | undefined;
      }[]
    | null
    | undefined;
}

const RUNTIME = 'nvidia';

/** containerAsksGpu tells whether a container was made with a GPU reserved for it. */
export function containerAsksGpu({ Runtime, DeviceRequests }: DeviceWishes = {}): boolean {
  const wishes = DeviceRequests ?? [];
  return (
    Runtime === RUNTIME ||
    wishes.some(
      ({ Driver, Capabilities }) => Driver === RUNTIME || (Capabilities ?? []).flat().includes('gpu'),
    )
  );
}

type Entry = Readonly<Record<string, JsonValue | undefined>>;

/** serviceAsksGpu tells whether the compose files reserve a GPU for a service, in any of the three ways that they have. */
export function serviceAsksGpu(entry: Entry): boolean {
  const { gpus, runtime, deploy } = entry;
  if (runtime === RUNTIME || gpus === 'all' || (Array.isArray(gpus) && gpus.length > 0)) return true;
  const devices = below(below(below(deploy, 'resources'), 'reservations'), 'devices');
  return Array.isArray(devices) && devices.some(isGpu);
}

function isGpu(device: JsonValue): boolean {
  const capabilities = below(device, 'capabilities');
  return below(device, 'driver') === RUNTIME || (Array.isArray(capabilities) && capabilities.includes('gpu'));
}

function below(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) ? value[name] : undefined;
}
