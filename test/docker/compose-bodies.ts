/** What both kinds of Compose send to `POST /containers/create` for one service with most of what a model server has. */

type Body = Record<string, unknown> & { HostConfig: Record<string, unknown>; Labels: Record<string, string> };

const LABELS = {
  'com.docker.compose.project': 'models',
  'com.docker.compose.service': 'vllm',
  'com.docker.compose.oneoff': 'False',
  'com.docker.compose.project.working_dir': '/srv/models',
  'com.docker.compose.project.config_files': '/srv/models/compose.yml',
  'com.docker.compose.container-number': '1',
  'com.docker.compose.config-hash': 'aa'.repeat(32),
};
const IMAGE = 'images.example/vllm:1';
const COMMAND = ['vllm', 'serve', '--port', '8000'];
const PORTS = { '8000/tcp': [{ HostIp: '127.0.0.1', HostPort: '8000' }] };

/** composeOneBody is that of docker-compose 1.29.2. */
export function composeOneBody(): Body {
  return {
    ExposedPorts: { '8000/tcp': {} },
    User: '1000:1000',
    Tty: false,
    OpenStdin: false,
    StdinOnce: false,
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    Env: ['HF_HOME=/models', `affinity:container==${'ab'.repeat(32)}`],
    Cmd: COMMAND,
    Image: IMAGE,
    Volumes: { '/models': {}, '/data': {} },
    NetworkDisabled: false,
    HostConfig: {
      Memory: 268_435_456,
      ShmSize: 67_108_864,
      IpcMode: 'host',
      ReadonlyRootfs: true,
      NetworkMode: 'models_default',
      RestartPolicy: { Name: 'unless-stopped', MaximumRetryCount: 0 },
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      VolumesFrom: [],
      Binds: ['models_weights:/models:rw', '/srv/data:/data:ro'],
      PortBindings: PORTS,
      Links: [],
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m' } },
      Tmpfs: { '/tmp': 'size=16m' },
      Ulimits: [{ Name: 'memlock', Soft: -1, Hard: -1 }],
      PidsLimit: 100,
      Init: true,
      DeviceRequests: [{ Driver: 'nvidia', Count: 1, DeviceIDs: [], Capabilities: [['gpu']], Options: {} }],
    },
    NetworkingConfig: { EndpointsConfig: { models_default: { Aliases: ['vllm'], IPAMConfig: {} } } },
    Labels: { ...LABELS, 'com.docker.compose.version': '1.29.2' },
    Healthcheck: { Test: ['CMD', 'true'], Interval: 1e9, Timeout: null, Retries: null, StartPeriod: null },
    StopTimeout: 1,
  };
}

const UNSET = {
  ContainerIDFile: '',
  AutoRemove: false,
  VolumeDriver: '',
  VolumesFrom: null,
  ConsoleSize: [0, 0],
  CapAdd: null,
  CgroupnsMode: '',
  Dns: null,
  DnsOptions: null,
  DnsSearch: null,
  ExtraHosts: [],
  GroupAdd: null,
  Cgroup: '',
  Links: null,
  OomScoreAdj: 0,
  PidMode: '',
  Privileged: false,
  PublishAllPorts: false,
  UTSMode: '',
  UsernsMode: '',
  Isolation: '',
  CpuShares: 0,
  NanoCpus: 0,
  CgroupParent: '',
  BlkioWeight: 0,
  BlkioWeightDevice: null,
  BlkioDeviceReadBps: null,
  CpuPeriod: 0,
  CpuQuota: 0,
  CpuRealtimePeriod: 0,
  CpusetCpus: '',
  CpusetMems: '',
  Devices: null,
  DeviceCgroupRules: null,
  MemoryReservation: 0,
  MemorySwap: 0,
  MemorySwappiness: null,
  OomKillDisable: false,
  IOMaximumBandwidth: 0,
  MaskedPaths: null,
  ReadonlyPaths: null,
};

/** pluginBody is that of the Go plugin 2.26.1, which sends every field there is. */
export function pluginBody(): Body {
  const { HostConfig: set, Labels: labels, ...rest } = composeOneBody();
  return {
    ...rest,
    Hostname: '',
    Domainname: '',
    AttachStdout: true,
    AttachStderr: true,
    Volumes: null,
    WorkingDir: '',
    Entrypoint: null,
    OnBuild: null,
    Labels: { ...labels, 'com.docker.compose.depends_on': '', 'com.docker.compose.version': '2.26.1' },
    HostConfig: {
      ...set,
      ...UNSET,
      Binds: ['/srv/data:/data:ro'],
      Ulimits: null,
      DeviceRequests: [
        { Driver: 'nvidia', Count: -1, DeviceIDs: null, Capabilities: [['gpu']], Options: null },
      ],
      Mounts: [
        { Type: 'volume', Source: 'models_weights', Target: '/models', VolumeOptions: {} },
        { Type: 'volume', Target: '/anonymous', VolumeOptions: {} },
      ],
    },
    NetworkingConfig: { EndpointsConfig: { models_default: pluginEndpoint() } },
  };
}

function pluginEndpoint() {
  return {
    IPAMConfig: null,
    Links: null,
    Aliases: ['models-vllm-1', 'vllm'],
    MacAddress: '',
    NetworkID: '',
    EndpointID: '',
    Gateway: '',
    IPAddress: '',
    IPPrefixLen: 0,
    IPv6Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    DriverOpts: null,
    DNSNames: null,
  };
}
