import { parseArgs } from 'node:util';
import { announce, endWithParent, fail, parsePort, refuseProduction } from '../program.ts';
import { startClamdSimulator } from './server.ts';

const NAME = 'clamd-simulator';
const HELP = `${NAME} [--port N | --socket PATH] [--stream-max-length BYTES] [--delay-ms N] [--parent-pid PID]

Answers as the virus scanner clamd does (PING, VERSION, INSTREAM). It knows the EICAR test file and nothing else, so it
protects nobody: for tests only.
  --port               0 (default) lets the system choose
  --socket             unix socket instead
  --stream-max-length  as clamd's StreamMaxLength; default 104857600
  --delay-ms           so long until a verdict
  --parent-pid         ends when that process has gone; without it, when stdin ends
Prints {"ready":true,"address":…} in one line when it can be used.`;

refuseProduction(NAME);
const { values } = readOptions();
if (values.help) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}
const simulator = await startClamdSimulator({
  socket: values.socket ?? null,
  port: parsePort(NAME, 'port', values.port),
  streamMaxLength: parseCount('stream-max-length', values['stream-max-length']),
  delayMs: parseCount('delay-ms', values['delay-ms']),
});
endWithParent(values['parent-pid'] === undefined ? null : Number(values['parent-pid']), () => simulator.close());
announce({ address: simulator.address });

function parseCount(option: string, value: string): number {
  if (!/^\d{1,12}$/.test(value)) fail(NAME, `--${option} must be a number, not "${value}".`);
  return Number(value);
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '0' },
        socket: { type: 'string' },
        'stream-max-length': { type: 'string', default: '104857600' },
        'delay-ms': { type: 'string', default: '0' },
        'parent-pid': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return fail(NAME, error instanceof Error ? error.message : String(error));
  }
}
