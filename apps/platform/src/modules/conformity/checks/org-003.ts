import { type Check, fact, notChecked } from './check.ts';

/** What a machine can see of the process: the plan, the notes on changes, and how old the statement is. */
export const org003: Check = {
  criterion: 'ORG-003',
  async run({ probes, manifest, today }) {
    const listing = await probes.listing();
    if (!listing.ok) return notChecked(listing.missing);
    const { releasePlan, changedAt } = listing.value;
    const changes = manifest.reuse?.changes ?? [];
    const planned = releasePlan.filter(({ date }) => date >= today);
    const age = changedAt === null ? null : Math.floor((Date.parse(today) - changedAt.getTime()) / 86_400_000);
    const evidence = [
      fact('Versionshinweise', 'Release notes', String(changes.length)),
      fact('Geplante Versionen', 'Planned versions', planned.map(({ version, date }) => `${version} ${date}`).join(', ') || '–'),
      fact('Angaben zuletzt geändert', 'Statement last changed', changedAt?.toISOString().slice(0, 10) ?? '–'),
    ]; // prettier-ignore
    if (changes.length === 0 || planned.length === 0 || age === null || age > 183) {
      return {
        result: changes.length > 0 ? 'teilweise' : 'nicht_erfuellt',
        reason: {
          de: 'Es fehlt ein Releaseplan mit künftigen Versionen, der nicht älter als sechs Monate ist.',
          en: 'A release plan with future versions, not older than six months, is missing.',
        },
        remedy: {
          de: 'Unter „Pakete“ im Anbieterbereich den Releaseplan pflegen.',
          en: 'Keep the release plan under "Packages" in the provider workspace.',
        },
        evidence,
      };
    }
    return {
      result: 'erfuellt',
      reason: {
        de: 'Releaseplan und Versionshinweise liegen vor und sind aktuell. Ob Kommunen mitentscheiden, prüft eine Person.',
        en: 'Release plan and notes are there and current. Whether communes have a vote is checked by a person.',
      },
      evidence,
    };
  },
};
