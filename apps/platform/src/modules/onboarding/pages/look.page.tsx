import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Actions, Button, type FieldError, FileField, Form, Heading, LinkButton, Page, TextField } from '#ui';
import { parseColour } from '../domain/colour.ts';
import { maxPictureBytes } from '../domain/picture.ts';
import { type ColourFinding } from '../domain/town-colours.ts';
import { onboardingPaths } from '../paths.ts';
import { onboardingTexts, type Texts } from '../texts/index.ts';
import { type PageDeps, posted, setUpCrumbs, staffOf, staffShell, townAccess } from './staff.ts';

interface View {
  main?: string;
  accent?: string;
  errors: readonly FieldError[];
  /** Both colours as they would pass. */
  proposal?: { main: string; accent: string };
}

function ColourForm({
  ctx,
  t,
  view,
}: {
  ctx: RequestContext;
  t: Texts['look'];
  view: Required<Pick<View, 'main' | 'accent'>> & View;
}) {
  const errorOf = (id: string): string | undefined => view.errors.find((error) => error.id === id)?.message;
  return (
    <section>
      <Heading level={2}>{t.colours}</Heading>
      <Form action={onboardingPaths.look} csrfToken={ctx.csrfToken} defaultAction="speichern">
        <TextField
          lang={ctx.lang}
          id="hauptfarbe"
          label={t.main}
          hint={t.mainHint}
          value={view.main}
          error={errorOf('hauptfarbe')}
          width={10}
          spellcheck={false}
        />
        <TextField
          lang={ctx.lang}
          id="zweitfarbe"
          label={t.accent}
          hint={t.accentHint}
          value={view.accent}
          error={errorOf('zweitfarbe')}
          width={10}
          spellcheck={false}
        />
        {view.proposal === undefined ? null : (
          <>
            <input type="hidden" name="vorschlag-haupt" value={view.proposal.main} />
            <input type="hidden" name="vorschlag-zweit" value={view.proposal.accent} />
          </>
        )}
        <Actions>
          <Button label={t.save} value="speichern" />
          {view.proposal === undefined ? null : <Button label={t.take} value="vorschlag" variant="secondary" />}
          <Button label={t.reset} value="zuruecksetzen" variant="tertiary" />
        </Actions>
      </Form>
    </section>
  );
}

async function lookPage(ctx: RequestContext, deps: PageDeps, view: View): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).look;
  const { shell, tenant } = await staffShell(ctx, deps);
  const { coatOfArms, colours } = tenant.look;
  const main = view.main ?? (colours === null ? '' : `#${colours.main}`);
  const accent = view.accent ?? (colours === null ? '' : `#${colours.accent}`);
  return {
    kind: 'page',
    status: view.errors.length > 0 ? 422 : 200,
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead} errors={view.errors} breadcrumbs={setUpCrumbs(ctx)}>
        <section>
          <Heading level={2}>{t.arms}</Heading>
          {coatOfArms === null ? null : (
            <p>
              <img
                class="vb-brand__arms"
                src={`/wappen/${tenant.slug}/${coatOfArms}`}
                alt={t.armsNow}
                width="88"
                height="104"
              />
            </p>
          )}
          <Form action={onboardingPaths.arms} csrfToken={ctx.csrfToken} multipart defaultAction="upload:wappen">
            <FileField
              lang={ctx.lang}
              id="wappen"
              label={t.upload}
              hint={t.armsHint}
              files={[]}
              accept="image/png,image/jpeg,image/webp"
              error={view.errors.find(({ id }) => id === 'wappen')?.message}
            />
            {coatOfArms === null ? null : <Button label={t.remove} value="entfernen" variant="secondary" />}
          </Form>
        </section>
        <ColourForm ctx={ctx} t={t} view={{ ...view, main, accent }} />
        <p>
          <LinkButton href={onboardingPaths.setUp} label={t.finish} variant="secondary" />
        </p>
      </Page>
    ),
  };
}

function messageOf(ctx: RequestContext, t: Texts['look'], finding: ColourFinding): FieldError {
  const number = (value: number): string =>
    // Rounded down: 4.499 is not 4.5.
    (Math.floor(value * 100) / 100).toLocaleString(ctx.lang === 'de' ? 'de-DE' : 'en-GB');
  const { hex, against, ratio, needed, proposal } = finding;
  return {
    id: finding.colour === 'main' ? 'hauptfarbe' : 'zweitfarbe',
    message: t.tooWeak(hex, t.places[against], number(ratio), number(needed), proposal),
  };
}

async function saveColours(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).look;
  const { tenant, staff } = staffOf(ctx);
  const by = { tenant, staff };
  const action = ctx.form.get('_action');
  const done: Reply = { kind: 'redirect', to: `${onboardingPaths.setUp}?meldung=aussehen` };
  if (action === 'zuruecksetzen') {
    await deps.service.looks.saveColours(by, null);
    return done;
  }
  const isProposal = action === 'vorschlag';
  const main = posted(ctx, isProposal ? 'vorschlag-haupt' : 'hauptfarbe', 40);
  const accent = posted(ctx, isProposal ? 'vorschlag-zweit' : 'zweitfarbe', 40);
  const parsed = { main: parseColour(main), accent: parseColour(accent) };
  const invalid: FieldError[] = [];
  if (parsed.main === null) invalid.push({ id: 'hauptfarbe', message: `${t.main}: ${t.invalid}` });
  if (parsed.accent === null) invalid.push({ id: 'zweitfarbe', message: `${t.accent}: ${t.invalid}` });
  if (parsed.main === null || parsed.accent === null) return lookPage(ctx, deps, { main, accent, errors: invalid });
  const colours = { main: parsed.main, accent: parsed.accent };
  const findings = await deps.service.looks.saveColours(by, colours);
  if (findings.length === 0) return done;
  const proposal = { ...colours };
  for (const finding of findings) proposal[finding.colour] = finding.proposal;
  return lookPage(ctx, deps, { main, accent, proposal, errors: findings.map((finding) => messageOf(ctx, t, finding)) });
}

async function readPicture(ctx: RequestContext): Promise<Buffer | 'missing' | 'too-large'> {
  let found: Buffer | 'missing' | 'too-large' = 'missing';
  for await (const { stream } of ctx.files) {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk as Uint8Array);
      size += bytes.length;
      if (size <= maxPictureBytes) chunks.push(bytes);
    }
    if (size > maxPictureBytes) found = 'too-large';
    else if (size > 0) found = Buffer.concat(chunks);
  }
  return found;
}

async function saveArms(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).look;
  const { tenant, staff } = staffOf(ctx);
  const picture = await readPicture(ctx);
  if (ctx.form.get('_action') === 'entfernen') {
    await deps.service.looks.removeCoatOfArms({ tenant, staff });
    return { kind: 'redirect', to: onboardingPaths.look };
  }
  const problem =
    typeof picture === 'string' ? picture : await deps.service.looks.saveCoatOfArms({ tenant, staff }, picture);
  if (problem === null) return { kind: 'redirect', to: onboardingPaths.look };
  return lookPage(ctx, deps, { errors: [{ id: 'wappen', message: t.pictureProblems[problem] }] });
}

export function lookRoutes(deps: PageDeps): readonly Route[] {
  const base = { ...townAccess, path: onboardingPaths.look } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'onboarding.look',
      rate: 'page',
      handle: (ctx) => lookPage(ctx, deps, { errors: [] }),
    },
    { ...base, method: 'POST', name: 'onboarding.look-save', rate: 'write', handle: (ctx) => saveColours(ctx, deps) },
    {
      ...townAccess,
      path: onboardingPaths.arms,
      method: 'POST',
      name: 'onboarding.arms-save',
      rate: 'write',
      body: 'multipart',
      handle: (ctx) => saveArms(ctx, deps),
    },
  ];
}
