import { parseArgs } from 'node:util';
import { announce, endWithParent, fail, parsePort, refuseProduction } from '../program.ts';
import { startBackOffice } from './receiver.ts';

const NAME = 'back-office-simulator';
const HELP = `${NAME} --folder DIR --secret TEXT [--port N] [--parent-pid PID]

A small receiver of submissions over HTTP, as a back-office system would have one. For demo and tests only.
  --folder      where submissions are stored, one folder each
  --secret      the same as target.http.secret of verbund-connector
  --port        0 (default) lets the system choose
  --parent-pid  ends when that process has gone; without it, when stdin ends
POST /submissions  checks signature, hashes and idempotency; 201 when stored durably, 409 when it is there already
GET  /submissions  what is there: [submissionId]
POST /behaviour    {"answer": 503 | 422 | "hang" | "lose", "times": 3} for the next calls of POST /submissions;
                   "lose" stores and then cuts the connection
Prints {"ready":true,"url":…} in one line when it can be used.`;

refuseProduction(NAME);
const { values } = readOptions();
if (values.help) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}
if (!values.folder || !values.secret) fail(NAME, '--folder and --secret are needed.');
const office = await startBackOffice({
  folder: values.folder,
  secret: values.secret,
  port: parsePort(NAME, 'port', values.port),
});
endWithParent(values['parent-pid'] === undefined ? null : Number(values['parent-pid']), () => office.close());
announce({ url: office.url });

function readOptions() {
  try {
    return parseArgs({
      options: {
        folder: { type: 'string' },
        secret: { type: 'string' },
        port: { type: 'string', default: '0' },
        'parent-pid': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return fail(NAME, error instanceof Error ? error.message : String(error));
  }
}
