import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ABOVE_DOMAIN,
  DOMAIN_KERNEL_NEVER,
  DOMAIN_KERNEL_VALUES,
  ENVIRONMENT_READERS,
  IO_PACKAGES,
  LAYERS,
  MODULE_EDGES,
  PURE_CRYPTO,
  PURE_NODE_MODULES,
  SQL_PLACES,
} from './boundary-rules.ts';
import { type ImportFact, readSourceFacts, type UseFact } from './source-facts.ts';
import { type Finding, listFiles, report } from './source-files.ts';

const PLATFORM = 'apps/platform/src/';

interface Place {
  file: string;
  isTest: boolean;
  /** Name of the module the file belongs to, null outside modules/. */
  module: string | null;
  /** Path inside the module, or inside the platform's src. */
  inner: string;
  inDomain: boolean;
  layer: number | null;
}

type Problem = Pick<Finding, 'rule' | 'message' | 'wayOut'>;

function placeOf(file: string): Place {
  const isTest = /\.test\.tsx?$/.test(file) || /(^|\/)test\//.test(file) || file.startsWith('e2e/');
  if (!file.startsWith(PLATFORM)) return { file, isTest, module: null, inner: file, inDomain: false, layer: null };
  const inner = file.slice(PLATFORM.length);
  const [first = '', second = '', ...rest] = inner.split('/');
  if (first === 'modules') {
    return { file, isTest, module: second, inner: rest.join('/'), inDomain: rest[0] === 'domain', layer: 2 };
  }
  return { file, isTest, module: null, inner, inDomain: false, layer: layerOf(first) };
}

function layerOf(first: string): number {
  if (first === 'kernel') return 0;
  if (first === 'ui') return 1;
  if (first === 'cli' || first === 'web') return 3;
  return first === 'app.ts' || first === 'app' ? 4 : 5;
}

/** The repository path an import leads to, null for packages and node: modules. */
function targetOf(place: Place, specifier: string): string | null {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(place.file), specifier);
  if (specifier === '#ui') return `${PLATFORM}ui/index.ts`;
  const alias = /^#(kernel|modules)\/(.+)$/.exec(specifier);
  if (alias !== null) return `${PLATFORM}${alias[1] ?? ''}/${alias[2] ?? ''}/index.ts`;
  return null;
}

function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}

function* importProblems(place: Place, fact: ImportFact): Generator<Problem> {
  const target = targetOf(place, fact.specifier);
  yield* workspaceProblems(place, fact, target);
  if (place.layer !== null) {
    if (/^#(kernel|modules)\/[^/]+\/./.test(fact.specifier) || /^#ui\/./.test(fact.specifier)) {
      yield {
        rule: 'deep-import',
        message: `${fact.specifier} reaches behind an index.ts`,
        wayOut: 'import the folder itself and let its index.ts export what others need',
      };
      return;
    }
    if (target !== null) {
      const to = placeOf(target);
      yield* moduleProblems(place, to, fact);
      yield* layerProblems(place, to);
    }
    if (place.module === 'transport' && target !== null && /\/kernel\/(secrets|keys)\//.test(target)) {
      yield TRANSPORT_PROBLEM;
    }
  }
  if (place.inDomain && !place.isTest) yield* domainImportProblems(fact, target);
}

const TRANSPORT_PROBLEM: Problem = {
  rule: 'transport-blind',
  message: 'the transport module must not be able to open anything',
  wayOut: 'transport stores ciphertext only; its event-signing key is a file of its own',
};

function* workspaceProblems(place: Place, fact: ImportFact, target: string | null): Generator<Problem> {
  const name = packageName(fact.specifier);
  const intoApps = (target?.startsWith('apps/') ?? false) || /^@verbund\/(platform|connector|simulators)$/.test(name);
  if (place.file.startsWith('packages/') && intoApps) {
    yield {
      rule: 'packages-import-apps',
      message: `a package imports the application (${fact.specifier})`,
      wayOut: 'move the shared part into the package, or pass it in as a parameter',
    };
  }
  const from = /^(?:apps|packages)\/[^/]+\//.exec(place.file)?.[0];
  if (from !== undefined && target !== null && !target.startsWith(from) && /^(apps|packages)\//.test(target)) {
    yield {
      rule: 'across-workspaces',
      message: `${fact.specifier} leaves the workspace by a relative path`,
      wayOut: 'import the other workspace by its package name',
    };
  }
  if (/^apps\/(connector|simulators)\//.test(place.file) && name === '@verbund/platform') {
    yield {
      rule: 'across-workspaces',
      message: 'connector and simulators are programs of their own',
      wayOut: 'use packages/*, or speak the protocol over HTTP',
    };
  }
  if (/^@verbund\/[^/]+\/testing$/.test(fact.specifier) && !place.isTest && /^(apps|packages)\//.test(place.file)) {
    yield {
      rule: 'testing-entry',
      message: `${fact.specifier} is for tests`,
      wayOut: 'use the real counterpart; no fake escapes the tests',
    };
  }
}

function* moduleProblems(place: Place, to: Place, fact: ImportFact): Generator<Problem> {
  if (to.module === null) return;
  if (to.module === place.module) {
    if (fact.specifier.startsWith('#') && !place.isTest) {
      yield {
        rule: 'own-index',
        message: `module ${to.module} imports itself through ${fact.specifier}`,
        wayOut: 'inside a module use relative paths',
      };
    }
    if (to.inner === 'module.ts' && !place.isTest) {
      yield {
        rule: 'module-declaration',
        message: 'module.ts is for app.ts alone',
        wayOut: 'move what is needed into service.ts or a file of its own',
      };
    }
    return;
  }
  const compositionRoot =
    place.module === null && (place.inner === 'app.ts' || /^app\/compose-(modules|reuse)\.ts$/.test(place.inner));
  if (to.inner === 'module.ts') {
    if (!compositionRoot && !place.isTest) {
      yield {
        rule: 'module-declaration',
        message: `only app.ts imports ${to.file}`,
        wayOut: `use #modules/${to.module}, or let app.ts pass it in`,
      };
    }
  } else if (to.inner !== 'index.ts') {
    yield {
      rule: 'deep-import',
      message: `${fact.specifier} reaches inside module ${to.module}`,
      wayOut: `export it from ${PLATFORM}modules/${to.module}/index.ts and import #modules/${to.module}`,
    };
  }
  if (place.module !== null && !place.isTest && !(MODULE_EDGES[place.module] ?? []).includes(to.module)) {
    yield {
      rule: 'module-edge',
      message: `${place.module} may not use ${to.module}`,
      wayOut: 'use an event, a port filled in app.ts, or (if no cycle arises) add the edge to tools/boundary-rules.ts',
    };
  }
}

function* layerProblems(place: Place, to: Place): Generator<Problem> {
  if (place.isTest || place.layer === null || to.layer === null) return;
  const sideways = place.layer === 3 && to.layer === 3 && place.inner.split('/')[0] !== to.inner.split('/')[0];
  if (to.layer > place.layer || sideways) {
    yield {
      rule: 'layer',
      message: `${LAYERS[place.layer]} imports ${sideways ? 'its neighbour' : LAYERS[to.layer]} (${to.file})`,
      wayOut: 'pass it in from app.ts or main.ts, or move the function down',
    };
  }
}

function* domainImportProblems(fact: ImportFact, target: string | null): Generator<Problem> {
  const impure = (message: string, wayOut: string): Problem => ({ rule: 'pure-domain', message, wayOut });
  const name = packageName(fact.specifier);
  if (fact.specifier.startsWith('node:') && !PURE_NODE_MODULES.has(fact.specifier)) {
    yield impure(`domain/ imports ${fact.specifier}`, 'read and write in service.ts or adapters/, decide in domain/');
  }
  if (fact.specifier === 'node:crypto' && !fact.typeOnly) {
    const random = fact.names.filter((n) => !PURE_CRYPTO.has(n));
    if (random.length > 0 || fact.names.length === 0) {
      yield impure(`domain/ takes ${random.join(', ') || 'all'} from node:crypto`, 'pass ids and random values in');
    }
  }
  if (target === null && IO_PACKAGES.has(name))
    yield impure(`domain/ imports ${name}`, 'keep it in store/ or adapters/');
  const kernel = /\/kernel\/([^/]+)\//.exec(target ?? '')?.[1];
  if (
    kernel !== undefined &&
    (DOMAIN_KERNEL_NEVER.has(kernel) || !(fact.typeOnly || DOMAIN_KERNEL_VALUES.has(kernel)))
  ) {
    yield impure(`domain/ uses kernel/${kernel}`, 'let service.ts call it and hand the result to the pure function');
  }
  const own = /\/modules\/[^/]+\/([^/]+)/.exec(target ?? '')?.[1];
  if (own !== undefined && ABOVE_DOMAIN.has(own)) {
    yield impure(`domain/ imports ${own}, which stands above it`, 'move the type or rule into domain/');
  }
}

function* useProblems(place: Place, use: UseFact): Generator<Problem> {
  if (place.isTest) return;
  const allowed = (places: readonly RegExp[]): boolean => places.some((p) => p.test(place.file));
  if (use.kind === 'environment' && !allowed(ENVIRONMENT_READERS)) {
    yield { rule: 'environment', message: use.text, wayOut: 'read it once in kernel/config and pass the value in' };
  }
  if (use.kind === 'sql' && place.file.startsWith('apps/') && !allowed(SQL_PLACES)) {
    yield { rule: 'sql-in-store', message: `SQL: ${use.text}`, wayOut: "make it a function in this module's store/" };
  }
  if (use.kind === 'sql' && place.file.startsWith('packages/')) {
    yield { rule: 'sql-in-store', message: `SQL: ${use.text}`, wayOut: 'packages have no SQL; keep it in the app' };
  }
  if (place.module === 'transport' && use.kind === 'secrets-or-keys') yield TRANSPORT_PROBLEM;
  if ((use.kind === 'clock' || use.kind === 'randomness') && place.inDomain) {
    yield { rule: 'pure-domain', message: use.text, wayOut: 'take the instant or the value as a parameter' };
  }
  if ((use.kind === 'clock' || use.kind === 'randomness') && place.module !== null && !place.inDomain) {
    yield { rule: 'clock-and-ids', message: use.text, wayOut: 'use kernel.clock or #kernel/ids' };
  }
}

/** All boundary findings of one source file; `file` is relative to the repository root. */
export function checkSource(file: string, text: string): Finding[] {
  const place = placeOf(file);
  const facts = readSourceFacts(file, text);
  const findings: Finding[] = [];
  for (const fact of facts.imports) {
    for (const problem of importProblems(place, fact)) findings.push({ file, line: fact.line, ...problem });
  }
  for (const use of facts.uses) {
    for (const problem of useProblems(place, use)) findings.push({ file, line: use.line, ...problem });
  }
  if (place.module !== null && !(place.module in MODULE_EDGES)) {
    findings.push({
      file,
      line: 1,
      rule: 'module-edge',
      message: `module ${place.module} is not in the table`,
      wayOut: 'add it to MODULE_EDGES in tools/boundary-rules.ts',
    });
  }
  return findings;
}

/** A cycle in the edge table as a list of names, or null. */
export function findCycle(edges: Readonly<Record<string, readonly string[]>>): string[] | null {
  const done = new Set<string>();
  const walk = (name: string, path: readonly string[]): string[] | null => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return null;
    for (const next of edges[name] ?? []) {
      const cycle = walk(next, [...path, name]);
      if (cycle !== null) return cycle;
    }
    done.add(name);
    return null;
  };
  for (const name of Object.keys(edges)) {
    const cycle = walk(name, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** Checks every TypeScript source of the repository. */
export function checkBoundaries(root: string): { findings: Finding[]; files: number } {
  const files = listFiles(root, ['packages', 'apps', 'bench', 'conformance', 'e2e', 'tools']).filter(
    (f) => /\.tsx?$/.test(f) && !/\.gen\.tsx?$/.test(f) && !f.includes('/assets/'),
  );
  const findings = files.flatMap((file) => checkSource(file, readFileSync(join(root, file), 'utf8')));
  const cycle = findCycle(MODULE_EDGES);
  if (cycle !== null) {
    findings.push({
      file: 'tools/boundary-rules.ts',
      line: 1,
      rule: 'module-edge',
      message: `the edges close a cycle: ${cycle.join(' → ')}`,
      wayOut: 'turn one edge into an event or a port',
    });
  }
  return { findings, files: files.length };
}

if (import.meta.filename === process.argv[1]) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const { findings, files } = checkBoundaries(root);
  process.exitCode = report('boundaries', findings, `${files} files`);
}
