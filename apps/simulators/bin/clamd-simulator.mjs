#!/usr/bin/env node
// The shebang may find a Node that cannot run this; npm scripts and npx put the pinned one first.
if (Number.parseInt(process.versions.node, 10) < 24) {
  console.error(`Node 24 or newer is needed, this is ${process.version}. Start it through npm or npx in the checkout.`);
  process.exit(2);
}
const { register } = await import('tsx/esm/api');
register();
await import('../src/clamd/main.ts');
