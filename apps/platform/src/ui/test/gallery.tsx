import { type VNode } from 'preact';
import * as ui from '../index.ts';

const lang = 'de';
const at = new Date('2026-11-23T12:00:00Z');

const town: ui.TenantShell = {
  slug: 'musterstadt',
  name: 'Stadt Musterstadt',
  contact: {
    address: ['Rathausplatz 1', '12345 Musterstadt'],
    phone: '+49 1234 567-0',
    email: 'rathaus@musterstadt.example',
    openingHours: 'Mo bis Fr 8 bis 12 Uhr',
  },
};

const anonymous: ui.ShellContext = {
  lang,
  csrfToken: 'token',
  path: '/musterstadt/hund?a=1',
  isDemo: true,
  person: null,
  staff: null,
  unread: 0,
  tenant: null,
};
const citizen: ui.ShellContext = {
  ...anonymous,
  path: '/postfach',
  person: { displayName: 'Erika Mustermann' },
  unread: 3,
  tenant: town,
};
const clerk: ui.ShellContext = {
  ...anonymous,
  path: '/amt',
  staff: { displayName: 'Kim Sachse', canAdminister: true, isOperator: true },
  tenant: town,
};

const countries = [
  'Österreich',
  'Schweiz',
  'Frankreich',
  'Dänemark',
  ...Array.from({ length: 40 }, (_, i) => `Land ${i}`),
].map((label, i) => ({ value: String(i), label }));

function Landing(): VNode {
  return (
    <ui.Page ctx={{ ...anonymous, path: '/' }} title="Dienste finden" width="full">
      <ui.SearchHero
        lang={lang}
        heading="Was möchten Sie erledigen?"
        lead="Anträge stellen, Unterlagen nachreichen, Bescheide lesen: alles an einem Ort."
        action="/"
        label="Stichwort oder Leistung"
        second={{ name: 'ort', label: 'Ort oder Postleitzahl', autocomplete: 'address-level2' }}
      >
        <p>
          Häufig gesucht: <a href="/?q=wohnsitz">Wohnsitz anmelden</a>, <a href="/?q=hund">Hund anmelden</a>
        </p>
      </ui.SearchHero>
      <ui.Band heading="Häufige Leistungen">
        <ui.CardGrid
          cards={[
            {
              title: 'Hund anmelden',
              href: '/musterstadt/hund',
              preline: 'Steuern',
              text: 'Melden Sie Ihren Hund zur Hundesteuer an.',
            },
            {
              title: 'Bewohnerparkausweis',
              href: '/musterstadt/parken',
              preline: 'Verkehr',
              text: 'Parken in der Nähe Ihrer Wohnung.',
            },
            {
              title: 'Meldebescheinigung',
              href: '/musterstadt/melden',
              preline: 'Meldewesen',
              text: 'Nachweis über Ihre gemeldete Anschrift.',
            },
          ]}
        />
      </ui.Band>
      <ui.Band heading="So geht es" tint>
        <ui.StructuredText
          text={
            'Suchen, ausfüllen, absenden.\n\n- Kein Papier\n- Stand [jederzeit sehen](/konto)\n- [Unsicher](javascript:alert)'
          }
        />
      </ui.Band>
    </ui.Page>
  );
}

/** Ten fields, as the performance goal counts them. */
export function FormPage(): VNode {
  return (
    <ui.Page
      ctx={citizen}
      title="Ihre Anschrift"
      breadcrumbs={[
        { label: 'Startseite', href: '/' },
        { label: 'Hund anmelden', href: '/musterstadt/hund' },
        { label: 'Ihre Anschrift' },
      ]}
      errors={[
        { id: 'plz', message: 'Postleitzahl: Geben Sie fünf Ziffern ein.' },
        { id: 'geburt', message: 'Geburtsdatum: Dieser Tag liegt in der Zukunft.' },
      ]}
    >
      <ui.Progress lang={lang} step={2} of={5} label="Anschrift" />
      <ui.Form action="/konto/entwurf/1/2" csrfToken="token">
        <ui.TextField lang={lang} id="vorname" label="Vorname" value="Erika" autocomplete="given-name" />
        <ui.TextField lang={lang} id="nachname" label="Nachname" value="Mustermann" autocomplete="family-name" />
        <ui.TextField
          lang={lang}
          id="plz"
          label="Postleitzahl"
          width={4}
          value="123"
          hint="Fünf Ziffern"
          error="Geben Sie fünf Ziffern ein."
        />
        <ui.DateField
          lang={lang}
          id="geburt"
          label="Geburtsdatum"
          birthday
          error="Dieser Tag liegt in der Zukunft."
          value={{ day: '1', month: '1', year: '2090' }}
        />
        <ui.NumberField lang={lang} id="anzahl" label="Anzahl der Hunde" unit="Tiere" value="1" />
        <ui.YesNo lang={lang} id="gefaehrlich" label="Ist der Hund als gefährlich eingestuft?" value="false" />
        <ui.RadioGroup
          lang={lang}
          id="anrede"
          label="Anrede"
          optional
          options={[
            { value: 'f', label: 'Frau' },
            { value: 'm', label: 'Herr', hint: 'So schreiben wir Sie an.' },
            { value: 'o', label: 'Ohne Anrede' },
          ]}
        />
        <ui.Select
          lang={lang}
          id="rasse"
          label="Rasse"
          options={[
            { value: '1', label: 'Dackel' },
            { value: '2', label: 'Deutsche Dogge' },
          ]}
        />
        <ui.CheckboxGroup
          lang={lang}
          id="gruende"
          label="Gründe für eine Ermäßigung"
          optional
          options={[
            { value: '1', label: 'Blindenhund' },
            { value: '2', label: 'Rettungshund' },
          ]}
          values={['2']}
        />
        <ui.TextArea lang={lang} id="notiz" label="Bemerkung" optional hint="Höchstens 500 Zeichen" />
        <ui.Actions>
          <ui.Button label="Speichern und weiter" />
          <ui.Button label="Zurück" variant="secondary" value="back" />
          <ui.Button label="Später weitermachen" variant="tertiary" value="later" />
        </ui.Actions>
      </ui.Form>
    </ui.Page>
  );
}

function MorePage(): VNode {
  return (
    <ui.Page ctx={citizen} title="Weitere Angaben" lead="Alles, was seltener vorkommt.">
      <ui.Alert lang={lang} kind="info">
        <p>Sie können jederzeit unterbrechen.</p>
      </ui.Alert>
      <ui.Alert lang={lang} kind="success" title="Gespeichert" live />
      <ui.Alert lang={lang} kind="warning">
        <p>Die Frist endet in drei Tagen.</p>
      </ui.Alert>
      <ui.Alert lang={lang} kind="danger" live>
        <p>Die Datei enthält einen Virus.</p>
      </ui.Alert>
      <ui.Form action="/x" csrfToken="token" multipart>
        <ui.SearchableSelect lang={lang} id="staat" label="Staat" options={countries} query="Land 1" value="0" />
        <ui.SearchableSelect
          lang={lang}
          id="staat2"
          label="Zweiter Staat"
          options={countries}
          error="Wählen Sie einen Staat aus."
        />
        <ui.FileField
          lang={lang}
          id="nachweis"
          label="Nachweis der Versicherung"
          hint="PDF oder Bild, höchstens 10 MB"
          files={[
            {
              id: 'f1',
              filename: 'versicherung-mit-einem-sehr-langen-dateinamen-2026.pdf',
              bytes: 234567,
              href: '/f/1',
            },
            { id: 'f2', filename: 'foto.jpg', bytes: 1234567, note: 'wird geprüft' },
          ]}
        />
        <ui.Repeatable
          lang={lang}
          id="halter"
          heading="Weitere Halter"
          items={[
            { key: '0', children: <ui.TextField lang={lang} id="h0" label="Name" /> },
            {
              key: '1',
              title: 'Max Mustermann',
              children: <ui.TextField lang={lang} id="h1" label="Name" value="Max Mustermann" />,
            },
          ]}
          max={5}
        />
        <ui.Fieldset heading="Bankverbindung" hint="Für die jährliche Steuer">
          <ui.TextField lang={lang} id="iban" label="IBAN" width={20} />
        </ui.Fieldset>
        <ui.Help summary="Was ist eine IBAN?">
          <p>Die internationale Nummer Ihres Kontos.</p>
        </ui.Help>
        <ui.Checkbox
          lang={lang}
          id="wahr"
          label="Ich versichere, dass meine Angaben richtig und vollständig sind."
          error="Bitte bestätigen Sie."
        />
        <ui.Actions>
          <ui.Button label="Verbindlich absenden" />
          <ui.Button label="Entwurf löschen" variant="danger" value="delete" />
          <ui.LinkButton href="/konto" label="Zum Konto" variant="secondary" />
        </ui.Actions>
      </ui.Form>
      <ui.EmptyState title="Noch keine Anträge" text="Hier erscheinen Ihre Anträge.">
        <ui.LinkButton href="/" label="Dienste finden" />
      </ui.EmptyState>
    </ui.Page>
  );
}

function CheckPage(): VNode {
  return (
    <ui.Page ctx={citizen} title="Angaben prüfen">
      <ui.Receipt heading="Ihr Antrag ist gespeichert" numberLabel="Vorgangsnummer" number="HUN-2026-004711">
        <p>Wir stellen ihn jetzt der Stadt zu.</p>
      </ui.Receipt>
      <ui.SummaryList
        lang={lang}
        heading="Person"
        changeHref="/x"
        rows={[
          { key: 'Name', value: 'Erika Mustermann', changeHref: '/x#n' },
          { key: 'Anschrift', value: 'Rathausplatz 1\n12345 Musterstadt', changeHref: '/x#a' },
          { key: 'Telefon', value: '', changeHref: '/x#t' },
        ]}
      />
      <ui.TaskList
        tasks={[
          { label: 'Person', href: '/x', status: 'Erledigt', tone: 'success' },
          { label: 'Nachweise', href: '/y', hint: 'Eine Datei fehlt', status: 'Offen', tone: 'warning' },
          { label: 'Absenden', status: 'Noch nicht möglich' },
        ]}
      />
      <h2 class="kern-heading-medium">Stand</h2>
      <ui.Timeline
        lang={lang}
        items={[
          { title: 'Abgesendet', at },
          { title: 'Zugestellt', at, text: 'Die Stadt hat den Antrag erhalten.' },
          { title: 'Entscheidung' },
        ]}
      />
      <h2 class="kern-heading-medium">Nachrichten</h2>
      <ui.Thread
        lang={lang}
        messages={[
          {
            key: '1',
            author: 'Stadt Musterstadt',
            at,
            own: false,
            children: <ui.StructuredText text="Bitte reichen Sie den Nachweis der Versicherung nach." level={3} />,
          },
          {
            key: '2',
            author: 'Erika Mustermann',
            at,
            own: true,
            children: <ui.StaticText text={'Anbei der Nachweis.\nViele Grüße'} />,
          },
        ]}
      />
    </ui.Page>
  );
}

function InboxPage(): VNode {
  const row = (n: number, tone: ui.Tone, status: string): { key: string; cells: Record<string, VNode | string> } => ({
    key: String(n),
    cells: {
      id: <a href={`/amt/vorgang/${n}`}>HUN-2026-{n}</a>,
      service: 'Hund anmelden',
      person: 'Erika Mustermann',
      at: ui.formatDate(at, lang),
      days: String(n % 30),
      status: <ui.StatusBadge label={status} tone={tone} />,
    },
  });
  return (
    <ui.Page ctx={clerk} title="Eingang" width="wide" lead="4 Vorgänge warten auf Sie.">
      <ui.FilterForm lang={lang} action="/amt" label="Vorgänge filtern">
        <ui.TextField lang={lang} id="q" label="Suche" />
        <ui.Select lang={lang} id="st" label="Status" options={[{ value: 'neu', label: 'Neu' }]} />
      </ui.FilterForm>
      <ui.Table
        caption="Vorgänge"
        captionHidden
        columns={[
          { key: 'id', header: 'Vorgang' },
          { key: 'service', header: 'Leistung' },
          { key: 'person', header: 'Antragsteller' },
          { key: 'at', header: 'Eingang' },
          { key: 'days', header: 'Tage', numeric: true },
          { key: 'status', header: 'Status' },
        ]}
        rows={[
          row(4711, 'info', 'Neu'),
          row(4712, 'warning', 'Frist bald'),
          row(4713, 'danger', 'Überfällig'),
          row(4714, 'success', 'Erledigt'),
          row(4715, 'neutral', 'Ruht'),
        ]}
      />
      <ui.Pagination lang={lang} page={5} pages={12} href={(n) => `/amt?seite=${n}`} />
    </ui.Page>
  );
}

function TownPage(): VNode {
  return (
    <ui.Page
      ctx={{ ...citizen, path: '/musterstadt/hund' }}
      title="Hund anmelden"
      width="wide"
      lead="Wer einen Hund hält, muss ihn binnen zwei Wochen zur Hundesteuer anmelden."
      breadcrumbs={[{ label: 'Stadt Musterstadt', href: '/musterstadt' }, { label: 'Hund anmelden' }]}
    >
      <ui.TwoColumns
        side={
          <ui.SideBox heading="Zuständig">
            <p>
              Steueramt
              <br />
              Rathausplatz 1
            </p>
            <p>Gebühr: {ui.formatCents(1250, lang)}</p>
          </ui.SideBox>
        }
      >
        <ui.StructuredText
          text={
            '# Was Sie brauchen\n\n- Ihren Ausweis\n- die Nummer des Chips\n\n# Wie es weitergeht\n\nWir prüfen Ihre Angaben und senden den Bescheid in Ihr [Postfach](/postfach).'
          }
        />
        <ui.Actions>
          <ui.LinkButton href="/x" label="Antrag starten" />
        </ui.Actions>
      </ui.TwoColumns>
    </ui.Page>
  );
}

function NotFound(): VNode {
  return (
    <ui.ErrorPage
      ctx={anonymous}
      status={404}
      title="Seite nicht gefunden"
      text="Unter dieser Adresse gibt es keine Seite."
      advice={['Prüfen Sie die Adresse.', 'Suchen Sie die Leistung auf der Startseite.']}
      saved
      reference="req-1"
    />
  );
}

/** Every component at least once, by page. */
export const gallery: Readonly<Record<string, () => VNode>> = {
  landing: Landing,
  form: FormPage,
  more: MorePage,
  check: CheckPage,
  inbox: InboxPage,
  town: TownPage,
  error: NotFound,
};
