import { manifestKind } from './kinds-of-manifests.js';
import { ManifestError } from './manifest.js';

function read(name: string, text: string) {
  const kind = manifestKind(name);
  if (kind === undefined) throw new Error(`${name} is no manifest`);
  const { dependencies, ...project } = kind.read(text);
  return {
    project,
    list: dependencies.map(({ name, version, kind }) => `${kind} ${name} ${version ?? '-'}`),
  };
}

it('reads package.json', () => {
  const text =
    '{"name":"a","version":"1.0.0","dependencies":{"b":"^2"},"devDependencies":{"c":"3"},"peerDependencies":{"d":"*"}}';
  expect(read('package.json', text)).toEqual({
    project: { name: 'a', version: '1.0.0' },
    list: ['runtime b ^2', 'development c 3', 'peer d *'],
  });
});

it('reads requirements.txt', () => {
  const text = `# all
-r other.txt
requests[socks] >= 2.8.1, == 2.8.* ; python_version < "2.7"
flask==3.0.0 \\
    --hash=sha256:abc
numpy  # fast
pip @ https://example.com/pip.whl
--index-url https://example.com
./local/folder
git+https://example.com/x.git
`;
  expect(read('requirements-dev.txt', text).list).toEqual([
    'runtime requests >= 2.8.1, == 2.8.*',
    'runtime flask ==3.0.0',
    'runtime numpy -',
    'runtime pip https://example.com/pip.whl',
  ]);
});

it('reads pyproject.toml, the standard one and that of Poetry', () => {
  const standard = `
[build-system]
requires = ["hatchling"]
[project]
name = "a"
version = "1"
dependencies = ["httpx>=0.27", "rich"]
[project.optional-dependencies]
cli = ["typer"]
[dependency-groups]
test = ["pytest", {include-group = "x"}]`;
  expect(read('pyproject.toml', standard)).toEqual({
    project: { name: 'a', version: '1' },
    list: ['runtime httpx >=0.27', 'runtime rich -', 'cli typer -', 'test pytest -', 'build hatchling -'],
  });
  const poetry = `
[tool.poetry]
name = "b"
[tool.poetry.dependencies]
python = "^3.12"
django = "^5"
celery = { version = "5.4", extras = ["redis"] }
[tool.poetry.group.dev.dependencies]
ruff = "*"`;
  expect(read('pyproject.toml', poetry)).toEqual({
    project: { name: 'b' },
    list: ['runtime django ^5', 'runtime celery 5.4', 'dev ruff *'],
  });
});

it('reads go.mod', () => {
  const text = `module example.com/a

go 1.24

require example.com/b v1.2.3
require (
	example.com/c v0.0.0-20260101000000-abcdef // indirect
	example.com/d/v2 v2.0.0 // used by "quoted"
)
replace example.com/b => ../b
exclude (
	example.com/e v1.0.0
)`;
  expect(read('go.mod', text)).toEqual({
    project: { name: 'example.com/a' },
    list: [
      'runtime example.com/b v1.2.3',
      'indirect example.com/c v0.0.0-20260101000000-abcdef',
      'runtime example.com/d/v2 v2.0.0',
    ],
  });
});

it('reads Cargo.toml', () => {
  const text = `
[package]
name = "a"
version.workspace = true
[dependencies]
serde = { version = "1", features = ["derive"] }
log = "0.4"
own = { path = "../own" }
shared.workspace = true
[dev-dependencies]
insta = "1"
[target.'cfg(unix)'.dependencies]
libc = "0.2"
[workspace.dependencies]
tokio = "1"`;
  expect(read('Cargo.toml', text)).toEqual({
    project: { name: 'a' },
    list: [
      'runtime serde 1',
      'runtime log 0.4',
      'runtime own ../own',
      'runtime shared workspace',
      'development insta 1',
      'runtime libc 0.2',
      'runtime tokio 1',
    ],
  });
});

it('reads pom.xml, and only what the project itself depends on', () => {
  const text = `<?xml version="1.0"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <groupId>org.example</groupId><artifactId>a</artifactId><version>1</version>
  <dependencyManagement><dependencies><dependency><groupId>x</groupId><artifactId>managed</artifactId></dependency></dependencies></dependencyManagement>
  <dependencies>
    <dependency><groupId>org.b</groupId><artifactId>b</artifactId><version>\${b.version}</version></dependency>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId><scope>test</scope></dependency>
  </dependencies>
</project>`;
  expect(read('pom.xml', text)).toEqual({
    project: { name: 'org.example:a', version: '1' },
    list: ['runtime org.b:b ${b.version}', 'development junit:junit -'],
  });
});

it.each([
  ['package.json', '{"name":'],
  ['package.json', '[]'],
  ['pyproject.toml', '[project\n'],
  ['Cargo.toml', 'a = '],
  ['pom.xml', '<project>'],
  ['pom.xml', '<html/>'],
  ['pom.xml', '<!DOCTYPE p [<!ENTITY a "aaaa">]><project><version>&a;</version></project>'],
])('says that %s cannot be read: %j', (name, text) => {
  expect(() => read(name, text)).toThrow(ManifestError);
});

it.each(['package-lock.json', 'my-package.json', 'requirements.md', 'go.sum'])(
  'knows that %s is no manifest',
  (name) => {
    expect(manifestKind(name)).toBeUndefined();
  },
);

it('keeps names such as __proto__ for names', () => {
  const { list } = read('package.json', '{"dependencies":{"__proto__":"1","constructor":"2"}}');
  expect(list).toEqual(['runtime __proto__ 1', 'runtime constructor 2']);
});
