import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { AppError } from '#kernel/errors';
import { createScanner, eicarTestFile, parseScannerAddress, type Scanner } from '#kernel/scanner';
import { startClamdSimulator, type TestClamd } from '../../../../test/support/clamd.ts';
import { type FileEvent, type FileState, fileStates, fileSteps } from '../domain/file-states.ts';
import { scanJob } from '../scan-file.ts';
import { type Answer, type Browser, createWorld, erika, max, xanten, type World } from './world.ts';

const vehicle = 'G99000020500';
const proof = `${vehicle}/F99000020503`;
const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
const infected = Buffer.concat([pdf, Buffer.from(eicarTestFile)]);

let clamd: TestClamd;
let world: World;
let scanner: Scanner;

/** What the platform asks now: tests take the scanner away and give it back. */
const changeable: Scanner = {
  get isConnected() {
    return scanner.isConnected;
  },
  scan: (content, options) => scanner.scan(content, options),
  version: () => scanner.version(),
};
const at = (address: string): Scanner => createScanner({ scanner: parseScannerAddress(address), mode: 'test' });
const nobodyThere = at('unix:/nowhere/clamd.ctl');
const none = createScanner({ scanner: null, mode: 'test' });

before(async () => {
  clamd = await startClamdSimulator();
  scanner = at(clamd.address);
  world = await createWorld(() => ({ scanner: changeable }));
});
after(async () => {
  await world.close();
  await clamd.stop();
});

async function onVehiclePage(browser: Browser): Promise<string> {
  await browser.start('bewohnerparken');
  const draft = browser.path.replace(/\/[^/]+$/u, '');
  await browser.get(`${draft}/fahrzeug`);
  return draft;
}

function upload(browser: Browser, content: Uint8Array, filename = 'schein.pdf'): Promise<Answer> {
  const form = browser.fields();
  form.set('_action', `upload:${proof}`);
  return browser.upload(browser.action(), form, [{ field: proof, filename, type: 'application/pdf', content }]);
}

interface Row {
  upload_id: string;
  blob_id: string | null;
  state: FileState;
  finding: string | null;
}

async function rows(): Promise<Row[]> {
  const found = await world.test.database.admin(
    'select upload_id, blob_id, state, finding from forms.upload order by created_at desc, upload_id',
  );
  return found as unknown as Row[];
}

async function clear(): Promise<void> {
  await world.test.database.admin('delete from forms.upload');
  await world.test.database.admin('delete from forms.draft');
  await world.test.database.admin('delete from kernel.blob');
}

/** Works the waiting checks as the worker would; what is thrown goes back to the queue. */
async function work(): Promise<unknown[]> {
  const handler = world.forms.jobs.find(({ type }) => type === scanJob.type);
  assert.ok(handler !== undefined);
  const failures: unknown[] = [];
  for (const { upload_id: upload } of await rows()) {
    const context = { jobId: '1', attempt: 1, log: world.test.log, signal: new AbortController().signal };
    await handler.handle({ upload, person: erika }, context).catch((error: unknown) => failures.push(error));
  }
  return failures;
}

test('a clean file is checked before the page answers; its state and hash are shown', async () => {
  const browser = world.browser('erika');
  await onVehiclePage(browser);
  await upload(browser, pdf);
  assert.equal((await rows())[0]?.state, 'clean');
  assert.match(browser.page.text, /auf Viren geprüft und gespeichert/u);
  const hash = createHash('sha256').update(pdf).digest('hex');
  assert.ok(browser.page.text.includes(`Prüfsumme ${hash.slice(0, 8)}…`));
  assert.ok(browser.page.text.includes(hash.match(/.{8}/gu)?.join(' ') ?? '-'), 'and in full');
  await clear();
});

test('an infected file is deleted, the person told, and the act recorded without personal data', async () => {
  const browser = world.browser('erika');
  const draft = await onVehiclePage(browser);
  await upload(browser, infected, 'Rechnung Erika.pdf');
  assert.equal(browser.page.status, 422);
  assert.match(browser.page.text, /In „Rechnung Erika\.pdf“ wurde Schadsoftware gefunden\. Die Datei wurde gelöscht/u);
  const [row] = await rows();
  assert.deepEqual([row?.state, row?.blob_id, row?.finding], ['infected', null, 'Eicar-Test-Signature']);
  assert.deepEqual(await world.test.database.admin('select 1 from kernel.blob'), [], 'its content is gone');
  assert.deepEqual(world.test.auditEntries.at(-1), {
    tenant: xanten.id,
    action: 'forms.infected-file-removed',
    actor: 'virus-scanner',
    actorKind: 'system',
    subject: row?.upload_id,
  });
  await browser.get(`${draft}/fahrzeug`);
  assert.match(browser.page.text, /Schadsoftware gefunden, die Datei wurde gelöscht/u);
  assert.doesNotMatch(browser.page.text, /\/datei\//u, 'nothing to open');
  assert.equal((await browser.get(`${draft}/datei/${row?.upload_id ?? ''}`)).status, 404);
  await browser.get(`${draft}/fahrzeug`);
  await browser.send({}, `remove-file:${row?.upload_id ?? ''}`);
  assert.deepEqual(await rows(), []);
});

test('with the scanner away a file waits in quarantine, cannot be sent or opened, and is checked when it is back', async () => {
  const browser = world.browser('erika');
  const draft = await onVehiclePage(browser);
  scanner = nobodyThere;
  await upload(browser, pdf);
  assert.equal(browser.page.status, 200, 'the upload itself is no mistake of the person');
  assert.match(browser.page.text, /die Virenprüfung ist gerade gestört/u);
  const [row] = await rows();
  assert.equal(row?.state, 'scanner-down');
  assert.equal((await browser.get(`${draft}/datei/${row.upload_id}`)).status, 409);
  await browser.get(`${draft}/pruefen`);
  assert.match(browser.page.text, /Eine Datei kann noch nicht mit abgeschickt werden/u);
  assert.match(browser.page.text, /schein\.pdf: wartet/u);
  assert.doesNotMatch(browser.page.text, /kern-label">Antrag abschicken/u);
  assert.match(String((await work())[0]), /cannot be reached/u, 'the queue tries again');
  assert.equal((await rows())[0]?.state, 'scanner-down');
  scanner = at(clamd.address);
  assert.deepEqual(await work(), []);
  assert.equal((await rows())[0]?.state, 'clean');
  await browser.get(`${draft}/pruefen`);
  assert.doesNotMatch(browser.page.text, /noch nicht mit abgeschickt/u);
  assert.equal((await browser.get(`${draft}/datei/${row.upload_id}`)).status, 200);
  await clear();
});

test('a bad file that is found later is deleted and a mail without content says so', async () => {
  const browser = world.browser('erika');
  await onVehiclePage(browser);
  scanner = nobodyThere;
  await upload(browser, infected);
  scanner = at(clamd.address);
  const mails = world.test.sentMail.length;
  assert.deepEqual(await work(), []);
  assert.equal((await rows())[0]?.state, 'infected');
  const [mail] = world.test.sentMail.slice(mails);
  assert.equal(mail?.kind, 'forms.bad-file');
  assert.doesNotMatch(mail.text + mail.subject, /schein|Eicar|Bewohnerpark/iu);
  await work();
  assert.equal(world.test.sentMail.length, mails + 1, 'once');
  await clear();
});

test('a handmade request to send is refused while a file is in quarantine, and takes nothing away', async () => {
  const browser = world.browser('erika');
  const draft = await onVehiclePage(browser);
  await fillParking(browser, draft);
  await upload(browser, pdf);
  await browser.get(`${draft}/pruefen`);
  assert.match(browser.page.text, /kern-label">Antrag abschicken/u, browser.page.text);
  await world.test.database.admin('alter table forms.upload disable trigger check_upload_state');
  await world.test.database.admin(`update forms.upload set state = 'waiting'`);
  await world.test.database.admin('alter table forms.upload enable trigger check_upload_state');
  await browser.send({ erklaerung: 'true' }, '');
  assert.equal(browser.page.status, 422);
  assert.match(browser.page.text, /noch nicht mit abgeschickt/u);
  assert.deepEqual(await world.test.database.admin('select 1 from forms.application'), []);
  assert.deepEqual(await work(), []);
  await browser.get(`${draft}/pruefen`);
  await browser.send({ erklaerung: 'true' }, '');
  assert.match(browser.path, /\/konto\/antrag\//u, browser.page.text);
  await world.deliverAll();
  assert.equal(world.submissions.at(-1)?.attachments.filter(({ purpose }) => purpose === 'attachment').length, 1);
  await world.test.database.admin('delete from forms.upload');
});

const person = 'G99000020101';
const home = `${person}/G99000020210`;
const zone = 'G99000020400';

function errorsOf(browser: Browser): string {
  return [...browser.page.text.matchAll(/<a[^>]*href="#[^"]*"[^>]*>(.*?)<\/a>/gu)].map((match) => match[1]).join('\n');
}

/** Whatever the parking form asks beside the file; ends on the page of the vehicle. */
async function fillParking(browser: Browser, draft: string): Promise<void> {
  await browser.get(`${draft}/person`);
  await browser.send({
    [`${person}/F99000020102`]: 'Erika',
    [`${person}/F99000020103`]: 'Muster',
    [`${person}/F99000020104-tag`]: '31',
    [`${person}/F99000020104-monat`]: '3',
    [`${person}/F99000020104-jahr`]: '1985',
    [`${home}/F99000020211`]: 'Am Rheintor',
    [`${home}/F99000020212`]: '4',
    [`${home}/F99000020214`]: '46509',
    [`${home}/F99000020215`]: 'Xanten',
    [`${person}/G99000020320/F99000020321`]: 'erika@example.org',
  });
  assert.match(browser.path, /parkgebiet$/u, errorsOf(browser));
  const first = (name: string): string => {
    const select = new RegExp(`<select[^>]*name="${zone}/${name}"[^>]*>([\\s\\S]*?)</select>`, 'u').exec(
      browser.page.text,
    );
    const radio = new RegExp(`<input[^>]*name="${zone}/${name}"[^>]*value="([^"]+)"`, 'u').exec(browser.page.text);
    return /value="([^"]+)"/u.exec(select?.[1] ?? '')?.[1] ?? radio?.[1] ?? '';
  };
  await browser.send({
    [`${zone}/F99000020401`]: first('F99000020401'),
    [`${zone}/F99000020402-tag`]: '1',
    [`${zone}/F99000020402-monat`]: '1',
    [`${zone}/F99000020402-jahr`]: '2027',
    [`${zone}/F99000020403`]: first('F99000020403'),
  });
  assert.match(browser.path, /fahrzeug$/u, errorsOf(browser));
  await browser.send({ [`${vehicle}/F99000020501`]: 'WES-AB 12', [`${vehicle}/F99000020502`]: 'true' }, 'spaeter');
  await browser.get(`${draft}/fahrzeug`);
}

test('a process that dies between saving and checking loses nothing: the file waits and its job is in the queue', async () => {
  const browser = world.browser('erika');
  await onVehiclePage(browser);
  const real = scanner;
  const dead = Promise.withResolvers<never>();
  let reached = (): void => undefined;
  const started = new Promise<void>((resolve) => (reached = resolve));
  scanner = {
    ...real,
    isConnected: true,
    // The process "dies" here: until the end of this test nothing after it runs.
    scan: () => {
      reached();
      return dead.promise;
    },
  };
  const lost = upload(browser, infected);
  await started;
  const [row] = await rows();
  assert.equal(row?.state, 'waiting');
  const queued = await world.test.database.admin(
    `select 1 from pgboss.job where state = 'created' and name = '${scanJob.type.name}'`,
  );
  assert.ok(queued.length > 0, 'the job was written in the transaction of the save');
  scanner = real;
  assert.deepEqual(await work(), []);
  assert.equal((await rows())[0]?.state, 'infected');
  dead.reject(new AppError('unavailable', 'scanner/unavailable'));
  await lost;
  await clear();
});

test('a file that its owner removes while it is checked stays removed', async () => {
  const browser = world.browser('erika');
  await onVehiclePage(browser);
  const real = scanner;
  scanner = nobodyThere;
  await upload(browser, pdf);
  const [row] = await rows();
  scanner = {
    ...real,
    isConnected: true,
    async scan(content, options) {
      const result = await real.scan(content, options);
      await browser.send({}, `remove-file:${row?.upload_id ?? ''}`);
      return result;
    },
  };
  assert.deepEqual(await work(), []);
  assert.deepEqual(await rows(), []);
  scanner = real;
});

test('without a scanner files are taken and it is said that nobody checked them; a scanner that comes later checks them', async () => {
  const browser = world.browser('erika');
  const draft = await onVehiclePage(browser);
  const real = scanner;
  scanner = none;
  await upload(browser, infected);
  assert.match(browser.page.text, /gespeichert, nicht auf Viren geprüft/u);
  await browser.get(`${draft}/pruefen`);
  assert.doesNotMatch(browser.page.text, /noch nicht mit abgeschickt/u);
  scanner = real;
  await browser.get(`${draft}/pruefen`);
  assert.match(browser.page.text, /noch nicht mit abgeschickt/u, 'now somebody can check');
  const [task] = world.forms.recurring.filter(({ name }) => name === 'forms.find-unscanned-files');
  assert.ok(task !== undefined);
  world.test.clock.advance(120_000);
  await task.run({ log: world.test.log, signal: new AbortController().signal });
  assert.deepEqual(await work(), []);
  assert.equal((await rows())[0]?.state, 'infected');
  await clear();
});

test('the operator sees numbers, nothing else', async () => {
  const browser = world.browser('erika');
  await onVehiclePage(browser);
  await upload(browser, pdf);
  await upload(browser, infected, 'b.pdf');
  const found = await world.forms.service.uploadStatistics();
  assert.deepEqual(found.map(({ state, files }) => [state, files]).sort(), [
    ['clean', 1],
    ['infected', 1],
  ]);
  await clear();
});

test('the database has the same table of states: every pair of states tried by raw SQL', async () => {
  const allowed = new Set(
    (Object.keys(fileSteps) as FileEvent[]).flatMap((event) =>
      Object.entries(fileSteps[event]).map(([from, to]) => `${from} ${to}`),
    ),
  );
  const isBad = (state: FileState): boolean => state === 'infected' || state === 'refused';
  const browser = world.browser('erika');
  await onVehiclePage(browser);
  const { database } = world.test;
  await upload(browser, pdf);
  for (const from of fileStates) {
    for (const to of fileStates) {
      await database.admin('alter table forms.upload disable trigger check_upload_state');
      await database.admin(
        `update forms.upload set state = '${from}', blob_id = ${isBad(from) ? 'null' : `'${erika}'`}`,
      );
      await database.admin('alter table forms.upload enable trigger check_upload_state');
      const change = world.test.kernel.db.tx({ person: erika }, (tx) =>
        sql`update forms.upload set state = ${to}, blob_id = case when ${isBad(to)} then null else blob_id end`.execute(
          tx,
        ),
      );
      const went = await change.then(
        () => true,
        () => false,
      );
      assert.equal(went, from === to || allowed.has(`${from} ${to}`), `${from} → ${to}`);
    }
  }
  await clear();
});

test('by raw SQL, too, nothing but a clean file gets on the way to the authority', async () => {
  const browser = world.browser('erika');
  const draft = await onVehiclePage(browser);
  await fillParking(browser, draft);
  await upload(browser, pdf);
  await browser.get(`${draft}/pruefen`);
  await browser.send({ erklaerung: 'true' }, '');
  const { database } = world.test;
  const [application] = await database.admin('select application_id from forms.application order by stored_at desc');
  const id = String(application?.['application_id']);
  const as = (person: typeof erika, text: ReturnType<typeof sql>): Promise<unknown> =>
    world.test.kernel.db.tx({ person }, (tx) => text.execute(tx));
  const constraint = { code: '23514' };
  const blob = '00000000-0000-4000-8000-00000000000b';
  for (const state of fileStates) {
    const insert = sql`insert into forms.upload (upload_id, person_id, application_id, blob_id, bytes, state, created_at)
      values (gen_random_uuid(), ${erika}, ${id}, ${state === 'infected' || state === 'refused' ? null : blob}, 1, ${state}, now())`;
    if (state === 'unscanned') await as(erika, insert);
    else await assert.rejects(as(erika, insert), constraint, `inserted as ${state}`);
  }
  // On the way, its state cannot be changed and its content cannot be exchanged.
  for (const change of [
    sql`update forms.upload set state = 'waiting' where application_id = ${id}`,
    sql`update forms.upload set state = 'infected', blob_id = null where application_id = ${id}`,
    sql`update forms.upload set blob_id = ${blob} where application_id = ${id} and state = 'clean'`,
  ])
    await assert.rejects(as(erika, change), constraint);
  // Quarantined files of a draft cannot be moved to the application.
  const other = world.browser('erika');
  const second = await onVehiclePage(other);
  scanner = nobodyThere;
  await upload(other, pdf);
  scanner = at(clamd.address);
  const draftId = second.split('/').at(-1) ?? '';
  const move = sql`update forms.upload set draft_id = null, application_id = ${id} where draft_id = ${draftId}`;
  await assert.rejects(as(erika, move), constraint);
  assert.equal((await rows()).filter(({ state }) => state === 'scanner-down').length, 1);
  // Nobody else's transaction sees any of it.
  await as(max, sql`update forms.upload set state = 'clean'`);
  assert.equal((await rows()).filter(({ state }) => state === 'scanner-down').length, 1);
});

test('the scanner has failed in an unforeseen way: the error is not swallowed', async () => {
  const real = scanner;
  scanner = {
    ...real,
    isConnected: true,
    scan: async () => {
      throw new AppError('internal', 'blobs/damaged');
    },
  };
  const failures = await work();
  scanner = real;
  assert.ok(failures.some((failure) => failure instanceof AppError && failure.code === 'blobs/damaged'));
});
