import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '#kernel/clock';
import { type Config } from '#kernel/config';
import { createDatabase, type DatabaseUrls, examineLogin, openDatabase, prepareDatabase } from '#kernel/db';
import { createJobs } from '#kernel/jobs';
import { createKeys } from '#kernel/keys';
import { createLogger } from '#kernel/logging';
import { commandConfig } from './command-config.ts';
import { type Command } from './command.ts';
import { deliveryFindings } from './doctor-delivery.ts';
import { examineScanner, scannerMend } from './doctor-scanner.ts';
import { attempt, type Finding } from './finding.ts';

const log = createLogger({ level: 'silent' });
const minFreeBytes = 2 * 1024 ** 3;

async function storage(config: Config): Promise<string> {
  const folder = join(config.dataDir, 'blobs');
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < minFreeBytes) throw new Error(`only ${String(Math.floor(free / 1024 ** 2))} MiB are free`);
  return `${String(Math.floor(free / 1024 ** 3))} GiB free`;
}

async function queue(urls: DatabaseUrls): Promise<string> {
  const jobs = createJobs({ queueUrl: urls.queue, log });
  try {
    const depth = await jobs.depth();
    if (depth.failed > 0) throw new Error(`${String(depth.failed)} jobs gave up`);
    return `${String(depth.waiting)} waiting, ${String(depth.active)} active`;
  } finally {
    await jobs.stop();
  }
}

async function keyStock(config: Config, urls: DatabaseUrls): Promise<string> {
  if (config.masterKey === null || urls.keys === null) return 'no key service in this process';
  const db = createDatabase(urls.keys, { max: 1 });
  try {
    const { ready, wanted } = await createKeys({ db, masterKey: config.masterKey, clock: systemClock }).stock();
    return `${String(ready)} of ${String(wanted)} key pairs ready`;
  } finally {
    await db.close();
  }
}

function mailServer(config: Config): Promise<string> {
  if (config.mail === null) throw new Error('no mail server is set, mails are kept');
  const { hostname, port } = new URL(config.mail.smtpUrl);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) || 25, timeout: 5_000 });
    socket.once('connect', () => {
      socket.destroy();
      resolve(`${hostname} answers`);
    });
    socket.once('timeout', () => socket.destroy(new Error(`${hostname} does not answer`)));
    socket.once('error', reject);
  });
}

async function examine(config: Config, urls: DatabaseUrls): Promise<Finding[]> {
  return [
    await attempt('database', 'DATABASE_URL prüfen / check DATABASE_URL', () =>
      examineLogin(urls.app ?? '', systemClock),
    ),
    await attempt('storage', 'Platz oder Rechte in VERBUND_DATA_DIR schaffen / make room or rights there', () =>
      storage(config),
    ),
    await attempt('queue', '/betrieb öffnen und die Aufgaben erneut starten / open /betrieb and retry the jobs', () =>
      queue(urls),
    ),
    await attempt('keys', 'VERBUND_MASTER_KEY und VERBUND_KEYS_DATABASE_URL prüfen / check both', () =>
      keyStock(config, urls),
    ),
    await attempt('mail', 'VERBUND_SMTP_URL setzen oder den Mailserver prüfen / set it or check the server', async () =>
      mailServer(config),
    ),
    ...(await deliveryFindings(config, urls.transport)),
    await attempt('virus scanner', scannerMend, () => examineScanner(config)),
  ];
}

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'check the installation / die Installation prüfen',
  usage:
    'verbund doctor [--json]\n\nChecks database, storage, queue, keys, mail, the virus scanner (by the EICAR test file) and the delivery service:\ncertificate files, key files, callbacks that were given up. Exit code 1 when something must be mended.',
  async run(args, io) {
    parseArgs({ args: [...args], options: {}, strict: true });
    const config = commandConfig(io.env);
    const database = await openDatabase(config);
    try {
      if (database.kind !== 'attached') await prepareDatabase(database.urls);
      const findings = await examine(config, database.urls);
      for (const { check, ok, detail, mend } of findings) {
        io.print(
          `${ok ? 'ok    ' : 'FEHLER'}  ${check.padEnd(16)} ${detail}${mend === '' ? '' : `\n        → ${mend}`}`,
        );
      }
      io.result({ findings });
      return findings.every(({ ok }) => ok) ? 0 : 1;
    } finally {
      await database.stop();
    }
  },
};
