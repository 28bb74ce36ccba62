import { resolve } from 'node:path';
import { type FieldReader } from './config-fields.ts';
import { readSecret } from './config-secrets.ts';

/** Where the back office gets submissions. */
export type TargetConfig =
  | { kind: 'folder'; folder: string }
  | { kind: 'http'; url: string; secret: string; authorization?: string; timeoutSeconds: number }
  | { kind: 'command'; command: string[]; timeoutSeconds: number };

const kinds = ['folder', 'http', 'command'] as const;

export async function parseTarget(read: FieldReader, base: string, isInsecureAllowed: boolean): Promise<TargetConfig> {
  const target = read.object('target');
  const nowhere: TargetConfig = { kind: 'folder', folder: base };
  if (!target) return nowhere;
  const given = kinds.filter((kind) => target.has(kind));
  const [kind] = given;
  if (given.length !== 1 || kind === undefined) {
    read.wrong(
      'target',
      'braucht genau eines: folder, http oder command',
      'needs exactly one: folder, http or command',
    );
    return nowhere;
  }
  if (kind === 'folder') {
    target.only(['folder']);
    return { kind, folder: resolve(base, target.string('folder')) };
  }
  if (kind === 'command') {
    target.only(['command', 'timeoutSeconds']);
    const timeoutSeconds = target.number('timeoutSeconds', { from: 1, to: 86_400, preset: 300 });
    return { kind, command: target.strings('command'), timeoutSeconds };
  }
  target.only(['http']);
  const http = target.object('http');
  if (!http) return nowhere;
  http.only(['url', 'secret', 'secretFile', 'authorization', 'authorizationFile', 'timeoutSeconds']);
  const hasAuthorization = http.has('authorization') || http.has('authorizationFile');
  const authorization = hasAuthorization ? await readSecret(http, 'authorization', base) : undefined;
  return {
    kind,
    url: http.url('url', isInsecureAllowed, 'any'),
    secret: await readSecret(http, 'secret', base, 16),
    ...(authorization === undefined ? {} : { authorization }),
    timeoutSeconds: http.number('timeoutSeconds', { from: 1, to: 3600, preset: 120 }),
  };
}
