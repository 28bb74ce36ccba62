import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type FieldReader } from './config-fields.ts';

/** A secret stands in the file itself (`name`) or in a file of its own (`nameFile`), in exactly one of the two. */
export async function readSecret(read: FieldReader, name: string, base: string, minimal = 1): Promise<string> {
  if (read.has(name) === read.has(`${name}File`)) {
    read.wrong(name, `entweder ${name} oder ${name}File angeben`, `give either ${name} or ${name}File`);
    return '';
  }
  const secret = read.has(name) ? read.string(name) : await readFrom(read, `${name}File`, base);
  if (secret !== '' && secret.length < minimal)
    read.wrong(name, `muss mindestens ${minimal} Zeichen haben`, `must have at least ${minimal} characters`);
  return secret;
}

async function readFrom(read: FieldReader, name: string, base: string): Promise<string> {
  const file = read.string(name);
  if (file === '') return '';
  try {
    const secret = (await readFile(resolve(base, file), 'utf8')).trim();
    if (secret === '') read.wrong(name, 'die Datei ist leer', 'the file is empty');
    return secret;
  } catch {
    read.wrong(name, `${file} ist nicht lesbar`, `${file} cannot be read`);
    return '';
  }
}
