import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AppError } from '../kernel/errors/index.ts';
import { RefusedError, type Command } from './command.ts';
import { type CommandEntry } from './command-table.ts';
import { runCommand } from './run-command.ts';

const commands: Command[] = [
  {
    name: 'fim check',
    summary: 'reads files',
    usage: 'verbund fim check FILE…',
    run: async (args, io) => {
      const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
      io.print(`read ${positionals.join()}`);
      io.result({ files: positionals });
      return positionals.includes('bad') ? 1 : 0;
    },
  },
  {
    name: 'refuse',
    summary: 'refuses',
    usage: 'verbund refuse',
    run: async (args) => {
      throw args.length > 0 ? new AppError('conflict', 'sample/taken') : new RefusedError('no');
    },
  },
];
const table: CommandEntry[] = commands.map((command) => ({
  name: command.name,
  summary: command.summary,
  load: async () => command,
}));

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCommand(argv, { out: (text) => (out += text), err: (text) => (err += text), env: {} }, table);
  return { code, out, err };
}

describe('command line', () => {
  it('runs a command and gives its exit code', async () => {
    assert.deepEqual(await run('fim', 'check', 'a'), { code: 0, out: 'read a\n', err: '' });
    assert.equal((await run('fim', 'check', 'bad')).code, 1);
  });

  it('prints one JSON value and nothing else with --json', async () => {
    const { out } = await run('fim', 'check', 'a', '--json');
    assert.deepEqual(JSON.parse(out), { files: ['a'] });
    const failed = await run('refuse', 'x', '--json');
    assert.deepEqual(JSON.parse(failed.out), {
      error: { kind: 'refused', code: 'sample/taken', message: 'sample/taken' },
    });
    assert.equal(failed.code, 1);
  });

  it('answers wrong usage with 2 and the usage', async () => {
    for (const argv of [[], ['nonsense'], ['fim'], ['fim', 'chek'], ['fim', 'check', '--nonsense']]) {
      const { code, err } = await run(...argv);
      assert.equal(code, 2, argv.join(' '));
      assert.match(err, /verbund /);
    }
  });

  it('helps for every command, a group and the whole', async () => {
    assert.match((await run('--help')).out, /fim check {2}reads files/);
    assert.match((await run('fim', 'check', '--help')).out, /FILE…/);
    const group = await run('fim', '--help');
    assert.deepEqual([group.code, group.out.includes('refuse')], [0, false]);
  });

  it('shows refusals without a stack', async () => {
    assert.deepEqual(await run('refuse'), { code: 1, out: '', err: 'no\n' });
  });

  it('starts from any folder through the program', async () => {
    const program = fileURLToPath(new URL('../../bin/verbund.mjs', import.meta.url));
    const call = (...args: string[]): Promise<{ code: number; out: string }> =>
      new Promise((resolve) => {
        execFile(process.execPath, [program, ...args], { cwd: tmpdir() }, (error, out) =>
          resolve({ code: Number(error?.code ?? 0), out }),
        );
      });
    const good = await call('settings', '--json');
    assert.equal(good.code, 0);
    assert.ok((JSON.parse(good.out) as { name: string }[]).some(({ name }) => name === 'DATABASE_URL'));
    assert.equal((await call('nonsense')).code, 2);
  });
});
