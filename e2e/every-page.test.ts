import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type BrowserContext, type Page } from 'playwright-core';
import { type InventoryEntry, routeInventory } from '../apps/platform/src/kernel/http/index.ts';
import { assertAccessible, assertNoSidewaysScroll } from './support/checks.ts';
import { screen } from './support/screens.ts';
import { insidePlatform } from './support/inside.ts';
import {
  carlaOfXanten,
  doraOfXanten,
  erika,
  kim,
  koraOfXanten,
  otto,
  pia,
  signIn,
  signInStaff,
  theaOfXanten,
} from './support/sign-in.ts';
import { desktop, narrow, skip, useStage } from './support/stage.ts';
import { makeWorld, type World } from './support/world.ts';

type Role =
  'nobody' | 'citizen' | 'staff' | 'operator' | 'coordinator' | 'adopter' | 'officer' | 'treasurer' | 'assessor';

/** Words in addresses that are not things of the world: any valid one will do. */
const samples: World = {
  kind: 'impressum',
  language: 'de',
  place: 'xanten',
  rule: '1',
  element: '1',
  step: 'N03',
  document: 'processing-agreement',
  paper: 'rollen',
  criterion: 'DAT-001',
  section: 'dienst',
  /** Colours that anybody may ask for; a coat of arms of that name there is none. */
  file: '1a3da5-1a3da5.css',
};

/** For the documents, wide and narrow. */
const pictures: Readonly<Record<string, string>> = {
  'web.town': 'stadt',
  'web.operations': 'betrieb',
  'identity.admin': 'verwaltung',
  'forms.page': 'formular-voll',
};

/** Pages that hold no page of ours: they lead to the identity provider or give a file. */
const noPages = new Set(['identity.sign-in-return', 'identity.staff-sign-in-return', 'onboarding.coat-of-arms']);

describe('every page of the route inventory', { skip }, () => {
  const stage = useStage();
  let pages: InventoryEntry[] = [];
  let world: World = samples;

  before(async () => {
    pages = await insidePlatform(stage.demo, async (platform) => {
      const routes = platform.modules.list.flatMap((module) => module.routes);
      return routeInventory(routes).routes.filter((route) => route.method === 'GET' && route.surface === 'page');
    });
    world = { ...samples, ...(await makeWorld(stage)) };
  });

  for (const language of ['de', 'en'] as const) {
    test(`${language}: opens for the right person, axe finds nothing, nothing scrolls sideways at 320 px`, async () => {
      assert.ok(pages.length > 20, `${pages.length} pages`);
      const faults: string[] = [];
      const visitAll = async (role: Role): Promise<void> => {
        const context = await visitorAs(role, language);
        const page = await context.newPage();
        for (const route of pages.filter((entry) => roleOf(entry) === role)) {
          await visit(page, route, language).catch((error: unknown) => faults.push(`${route.name}: ${String(error)}`));
        }
      };
      await Promise.all(
        (
          [
            'nobody',
            'citizen',
            'staff',
            'operator',
            'coordinator',
            'adopter',
            'officer',
            'treasurer',
            'assessor',
          ] as const
        ).map(visitAll),
      );
      assert.equal(faults.length, 0, faults.join('\n\n'));
    });
  }

  async function visitorAs(role: Role, language: 'de' | 'en'): Promise<BrowserContext> {
    const context = await stage.visitor();
    const page = await context.newPage();
    if (role === 'citizen') await signIn(page, erika);
    if (role === 'staff') await signInStaff(page, carlaOfXanten);
    if (role === 'operator') await signInStaff(page, otto);
    if (role === 'coordinator') await signInStaff(page, kim, '/amt/koordination');
    if (role === 'officer') await signInStaff(page, doraOfXanten, '/amt/datenschutz');
    if (role === 'assessor') await signInStaff(page, pia, '/amt/konformitaet');
    if (role === 'treasurer') await signInStaff(page, theaOfXanten, '/amt/haushalt');
    if (role === 'adopter') await signInStaff(page, koraOfXanten, '/amt/nachnutzung');
    await page.goto(`/sprache?auf=${language}&zurueck=/`);
    await page.close();
    return context;
  }

  async function visit(page: Page, route: InventoryEntry, language: string): Promise<void> {
    if (noPages.has(route.name)) return;
    const path = addressOf(route);
    const head = await page.context().request.get(path, { maxRedirects: 0 });
    assert.ok(head.status() < 400, `${path} answers ${head.status()}`);
    if (head.status() >= 300 || !(head.headers()['content-type'] ?? '').startsWith('text/html')) return;
    await page.setViewportSize(desktop);
    await page.goto(path);
    assert.equal(await page.evaluate('document.documentElement.lang'), language, path);
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, path);
    await assertAccessible(page, path);
    const picture = language === 'de' ? pictures[route.name] : undefined;
    if (picture !== undefined) await screen(page, picture);
    await page.setViewportSize(narrow);
    await assertNoSidewaysScroll(page, path);
    if (picture !== undefined) await screen(page, `${picture}-schmal`);
  }

  function addressOf(route: InventoryEntry): string {
    return route.path.replace(/:(\w+)/g, (_, name: string) => {
      const value = world[thingOf(route, name)];
      if (value === undefined) throw new Error(`${route.path}: nothing in the world for :${name}`);
      return encodeURIComponent(value);
    });
  }
});

/** The same word means another thing at the desk of an authority and in the provider workspace. */
function thingOf({ path }: InventoryEntry, name: string): string {
  if (name === 'attachment' && path.startsWith('/amt')) return 'caseFile';
  if (name === 'version' && path.includes('/konformitaet/')) return 'digest';
  return name === 'page' && path.startsWith('/anbieter') ? 'formPage' : name;
}

function roleOf(route: InventoryEntry): Role {
  if (route.access === 'person') return 'citizen';
  // Towns have no area below them to create others in.
  if (route.access === 'staff: town.create') return 'coordinator';
  if (route.access === 'staff: privacy.manage') return 'officer';
  if (route.access === 'staff: conformity.assess') return 'assessor';
  if (route.access.startsWith('staff: costs.')) return 'treasurer';
  if (route.access.startsWith('staff: adoption.')) return 'adopter';
  if (route.access.startsWith('staff')) return 'staff';
  if (route.access.startsWith('operator')) return 'operator';
  return 'nobody';
}
