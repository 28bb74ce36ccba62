import { createServer } from 'node:net';
import { errorCode } from '../files.ts';
import { failed, good, type CheckResult } from './result.ts';

/** Whether the program's own port is free. When it answers as a connector, that one is running already. */
export async function checkDoor({ host, port }: { host: string; port: number }): Promise<CheckResult> {
  const place = `${host}:${port}`;
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    await new Promise<void>((resolve) => server.close(() => resolve()));
    return good('http', `${place}: frei / free`);
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE' && (await isConnector(host, port)))
      return good('http', `${place}: verbund-connector läuft / is running`);
    const mend = 'Anderen Port oder host eintragen / enter another port or host';
    return failed('http', `${place}: ${errorCode(error) ?? String(error)}`, mend);
  }
}

async function isConnector(host: string, port: number): Promise<boolean> {
  try {
    const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
    const response = await fetch(`http://${name}:${port}/metrics`, { signal: AbortSignal.timeout(3000) });
    return (await response.text()).includes('verbund_connector_polls_total');
  } catch {
    return false;
  }
}
