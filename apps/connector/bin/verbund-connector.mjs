#!/usr/bin/env node
// This file must parse on any old Node: it explains what is missing instead of failing with a syntax error.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';

const needed = 24;
const here = dirname(fileURLToPath(import.meta.url));
const major = Number(process.versions.node.split('.')[0]);

if (major >= needed) {
  await run();
} else {
  const pinned = findPinnedNode(here);
  if (pinned === null || process.env.VERBUND_REEXECUTED === '1') refuse();
  else runWith(pinned);
}

async function run() {
  // The parent that re-executed us cannot pass on its own SIGKILL; when its channel closes, we stop in order.
  if (process.env.VERBUND_REEXECUTED === '1' && process.channel) {
    process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
    process.channel.unref();
    delete process.env.VERBUND_REEXECUTED;
  }
  // The packed program is one file; in a checkout it runs from its sources.
  const packed = join(here, '../dist/connector.mjs');
  if (existsSync(packed)) return (await import(pathToFileURL(packed).href)).runCommandLine(process.argv.slice(2));
  const { register } = await import('tsx/esm/api');
  // An explicit path: tsx would otherwise look for a tsconfig from the working directory upwards.
  const tsconfig = join(here, '../../../tsconfig.json');
  register(existsSync(tsconfig) ? { tsconfig } : {});
  const main = await import(pathToFileURL(join(here, '../src/main.ts')).href);
  await main.runCommandLine(process.argv.slice(2));
}

function findPinnedNode(start) {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules/.bin/node');
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return null;
  }
}

function runWith(node) {
  const env = Object.assign({}, process.env, { VERBUND_REEXECUTED: '1' });
  const args = [fileURLToPath(import.meta.url)].concat(process.argv.slice(2));
  const child = spawn(node, args, { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`${node}: ${error.message}`);
    refuse();
  });
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 128 + constants.signals[signal]));
}

function refuse() {
  console.error(
    `verbund-connector braucht Node.js ${needed} oder neuer, hier läuft ${process.versions.node}. ` +
      `So beheben Sie es: Node ${needed} installieren (https://nodejs.org); im Ordner von Verbund genügt „npm ci“ ohne --omit=optional.\n` +
      `verbund-connector needs Node.js ${needed} or newer, this is ${process.versions.node}. ` +
      `To mend it: install Node ${needed} (https://nodejs.org); in the folder of Verbund "npm ci" without --omit=optional is enough.`,
  );
  process.exitCode = 2;
}
