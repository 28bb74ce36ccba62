import { parseArgs } from 'node:util';
import { announce, endWithParent, fail, parsePort, refuseProduction } from '../program.ts';
import { startMailCatcher } from './catcher.ts';

const NAME = 'mail-catcher-simulator';
const HELP = `${NAME} [--port N] [--smtp-port N] [--parent-pid PID]

Takes every mail and shows it on a page instead of delivering it. For demo and tests only.
  --port        of the page and of /api/mails; 0 (default) lets the system choose
  --smtp-port   likewise for SMTP
  --parent-pid  ends when that process has gone; without it, when stdin ends
Addresses at bounce.invalid are refused with 550.
Prints {"ready":true,"url":…,"smtpUrl":…} in one line when it can be used.`;

refuseProduction(NAME);
const { values } = readOptions();
if (values.help) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}
const catcher = await startMailCatcher({
  port: parsePort(NAME, 'port', values.port),
  smtpPort: parsePort(NAME, 'smtp-port', values['smtp-port']),
});
endWithParent(values['parent-pid'] === undefined ? null : Number(values['parent-pid']), () => catcher.close());
announce({ url: catcher.url, smtpUrl: catcher.smtpUrl });

function readOptions() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '0' },
        'smtp-port': { type: 'string', default: '0' },
        'parent-pid': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return fail(NAME, error instanceof Error ? error.message : String(error));
  }
}
