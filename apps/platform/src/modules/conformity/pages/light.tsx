import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { formatDate, StatusBadge, Table, type Tone } from '#ui';
import { conformityPaths } from '../paths.ts';
import { conformityTexts } from '../texts/index.ts';
import { type BothTexts, type FindingResult, type Light, type LightColour } from '../types.ts';

const lightTones: Readonly<Record<LightColour, Tone>> = {
  green: 'success',
  yellow: 'warning',
  red: 'danger',
  grey: 'neutral',
};
const resultTones: Readonly<Record<FindingResult, Tone>> = {
  erfuellt: 'success',
  teilweise: 'warning',
  nicht_erfuellt: 'danger',
  entbehrlich: 'info',
  nicht_geprueft: 'neutral',
};

export const spoken = (text: BothTexts, lang: Lang): string => (lang === 'en' && text.en !== '' ? text.en : text.de);

export function LightBadge({ lang, light }: { lang: Lang; light: LightColour }): VNode {
  return <StatusBadge label={conformityTexts(lang).lights[light]} tone={lightTones[light]} />;
}

export function ResultBadge({ lang, result }: { lang: Lang; result: FindingResult }): VNode {
  return <StatusBadge label={conformityTexts(lang).results[result]} tone={resultTones[result]} />;
}

interface ConformityLightProps {
  lang: Lang;
  light: Light | null;
  /** Title of the set of criteria. */
  title: string;
  /** ISO day. */
  today: string;
  /** Links to the whole report of this package. */
  packageId?: string;
}

/** The public traffic light: the sentence, the areas, the date. */
export function ConformityLight({ lang, light, title, today, packageId }: ConformityLightProps): VNode {
  const t = conformityTexts(lang).light;
  if (light === null) return <p class="kern-body">{t.none}</p>;
  const day = (iso: string): string => formatDate(new Date(iso), lang);
  const { expiresAt } = light;
  return (
    <>
      <p>
        <strong>{light.conforms ? t.conforms : t.not(light.openMust)}</strong>{' '}
        {t.basis(title, light.criteriaVersion, day(light.date))}
        {expiresAt === null ? null : ` ${expiresAt < today ? t.expired(day(expiresAt)) : t.expires(day(expiresAt))}`}
      </p>
      <Table
        caption={t.areas}
        captionHidden
        columns={[
          { key: 'area', header: t.area },
          { key: 'light', header: t.result },
        ]}
        rows={light.areas.map(({ area, name, light: colour }) => ({
          key: area,
          cells: { area: spoken(name, lang), light: <LightBadge lang={lang} light={colour} /> },
        }))}
      />
      {packageId === undefined ? null : (
        <p class="kern-body">
          <a class="kern-link" href={conformityPaths.public(packageId)}>
            {t.more}
          </a>
        </p>
      )}
    </>
  );
}
