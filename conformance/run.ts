// npm run conformance -- --help
import { startOwnService } from './own-service.ts';
import { readOptions, usage, UsageError, type Clients, type Options } from './options.ts';
import { closingLine, countOutcomes, jsonOf, tableOf } from './report.ts';
import { type Result } from './rule.ts';
import { allRules } from './rules/all.ts';
import { runRules, selectRules, wordsOf } from './runner.ts';
import { startSuite } from './start-suite.ts';
import { keyPairs } from './support/keys.ts';
import { createHttp } from './support/http.ts';
import { createParty } from './support/party.ts';
import { type Urls } from './support/suite.ts';
import { tidy } from './support/tidy.ts';

/** Rules that all fail for one reason help nobody: wrong addresses and secrets are said once. */
async function requireAccess(urls: Urls, { sender, subscriber, otherSender, otherSubscriber }: Clients): Promise<void> {
  const http = createHttp();
  const named = { sender, subscriber, 'second sender': otherSender, 'second subscriber': otherSubscriber };
  for (const [name, credentials] of Object.entries(named)) {
    if (credentials === undefined) continue;
    const scopes = await createParty(http, urls.token, name, credentials)
      .scopes()
      .catch((error: unknown) => {
        throw new UsageError(`${urls.token}: ${wordsOf(error)}`);
      });
    if (name === 'subscriber' && !scopes.some((scope) => scope.endsWith('manage-destinations'))) {
      throw new UsageError('The subscriber needs the scope manage-destinations: the run makes its own destinations.');
    }
  }
}

async function runAgainst(options: Options): Promise<{ base: string; results: Result[] }> {
  const rules = selectRules(allRules, options);
  if (rules.length === 0) throw new UsageError(`No rule contains ${options.only.join(' or ')}.`);
  if (options.service) await requireAccess(options.service.urls, options.service.clients);
  const pairs = await keyPairs(options.keys);
  const own = options.service === null ? await startOwnService({ databaseUrl: options.databaseUrl }) : null;
  const service = options.service ?? own;
  if (service === null) throw new UsageError('Either --base or --own is needed.');
  try {
    const { urls, clients, base } = service;
    const { callbackUrl } = options;
    const callbackListen = options.callbackListen ?? own?.callbackListen;
    const suite = await startSuite({ urls, clients, keyPairs: pairs, callbackListen, callbackUrl });
    try {
      return { base, results: await runRules(suite, rules, options.strict) };
    } finally {
      await tidy(suite);
      await suite.callbacks?.close();
    }
  } finally {
    await own?.stop();
  }
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === undefined) {
    console.log(usage);
    return 0;
  }
  const { base, results } = await runAgainst(options);
  const counts = countOutcomes(results);
  console.log(options.json ? jsonOf(base, results) : `${tableOf(results)}\n\n${closingLine(counts)}`);
  return counts.FAILED === 0 ? 0 : 1;
}

// So that what was started here ends as well, which it does at the exit of this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\nnpm run conformance -- --help`);
  process.exitCode = 2;
}
