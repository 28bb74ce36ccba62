import { parseFollowUpMessage } from '@verbund/fit-connect';
import { germanDate } from '#kernel/clock';
import { type Lang } from '#kernel/ids';
import { type CompiledForm } from '#modules/catalogue';
import {
  Alert,
  formatBytes,
  formatDateTime,
  Heading,
  Help,
  StaticText,
  StatusBadge,
  SummaryList,
  type Tone,
} from '#ui';
import { type OpenEntry, type OpenFile } from '../cases.ts';
import { prettyData, type ViewPage, viewApplication } from '../domain/application-view.ts';
import { type ReplyContent, type SubmissionContent } from '../domain/content.ts';
import { caseworkPaths } from '../paths.ts';
import { type Texts } from '../texts/index.ts';

export interface EntryProps {
  lang: Lang;
  t: Texts;
  caseId: string;
  entry: OpenEntry;
  /** Null: the data is shown as it came. */
  form: CompiledForm | null;
  ars: string | null;
  staffName: string;
}

const replyTones: Readonly<Record<string, Tone>> = {
  stored: 'neutral',
  sent: 'info',
  fetched: 'success',
  refused: 'danger',
};

function FileList({ lang, t, caseId, files }: { lang: Lang; t: Texts; caseId: string; files: readonly OpenFile[] }) {
  if (files.length === 0) return null;
  return (
    <>
      <Heading level={3}>{t.case.files}</Heading>
      <ul class="vb-files">
        {files.map((file) => (
          <li key={file.id}>
            <span>
              <a class="kern-link" href={caseworkPaths.file(caseId, file.id)}>
                {file.description.filename || file.description.mimeType}
              </a>{' '}
              <span class="vb-muted">({formatBytes(file.bytes, lang)})</span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function FormPages({ p, pages }: { p: EntryProps; pages: readonly ViewPage[] }) {
  const fileOf = (attachmentId: string | null): OpenFile | undefined =>
    attachmentId === null ? undefined : p.entry.files.find((file) => file.description.attachmentId === attachmentId);
  return (
    <>
      {pages.map((page) => (
        <section key={page.id}>
          <Heading level={3}>{page.title}</Heading>
          {page.parts.map((part, at) => {
            // The only group of a page says the same as its title.
            if (part.kind === 'heading') {
              return part.text === page.title ? null : (
                <Heading key={at} level={part.level === 3 ? 4 : 5}>
                  {part.text}
                </Heading>
              );
            }
            const rows = part.rows.map((row) => {
              const file = fileOf(row.attachmentId);
              const link = file && (
                <a class="kern-link" href={caseworkPaths.file(p.caseId, file.id)}>
                  {row.value}
                </a>
              );
              return { key: row.label, value: link ?? row.value };
            });
            return <SummaryList key={at} lang={p.lang} rows={rows} />;
          })}
        </section>
      ))}
    </>
  );
}

/** Indentation by spaces that do not collapse, because long lines must wrap on narrow screens. */
function keepIndentation(text: string): string {
  return text.replace(/^ +/gmu, (spaces) => '\u00a0'.repeat(spaces.length));
}

function RawData({ t, content }: { t: Texts; content: SubmissionContent }) {
  return (
    <Help summary={t.case.raw}>
      <p class="kern-hint">{t.case.rawHint(content.schemaUri)}</p>
      <p class="vb-pre">
        <code>{keepIndentation(prettyData(content.data, content.mimeType))}</code>
      </p>
    </Help>
  );
}

function Application({ p, content }: { p: EntryProps; content: SubmissionContent }) {
  const { lang, t, form, entry } = p;
  const files = entry.files.map((file) => ({ ...file.description, bytes: file.bytes }));
  const day = content.metadata.additionalReferenceInfo?.applicationDate ?? germanDate(entry.row.at);
  const json = form === null ? null : parseJson(content.data);
  const pages =
    form === null || json === null
      ? []
      : viewApplication(form, { json, files, day, ars: p.ars, lang, words: { yes: t.yes, no: t.no } });
  return (
    <>
      {content.remarks.length === 0 ? null : (
        <Alert lang={lang} kind="warning" title={t.case.remarks} level={3}>
          {content.remarks.map((remark) => (
            <p class="kern-body">{remark[lang] || remark.de}</p>
          ))}
        </Alert>
      )}
      {pages.length === 0 ? <p class="kern-body">{t.case.noForm}</p> : <FormPages p={p} pages={pages} />}
      <FileList lang={lang} t={t} caseId={p.caseId} files={entry.files} />
      <RawData t={t} content={content} />
    </>
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function FollowUp({ p, content }: { p: EntryProps; content: SubmissionContent }) {
  const verdict = parseFollowUpMessage(Buffer.from(content.data));
  if (!verdict.ok) return <RawData t={p.t} content={content} />;
  return (
    <>
      <Heading level={3}>{verdict.message.subject}</Heading>
      <StaticText text={verdict.message.text} />
      <FileList lang={p.lang} t={p.t} caseId={p.caseId} files={p.entry.files} />
    </>
  );
}

function Reply({ p, content }: { p: EntryProps; content: ReplyContent }) {
  const { t, entry } = p;
  const state = entry.reply?.state ?? 'stored';
  return (
    <>
      <Heading level={3}>{content.subject}</Heading>
      <p class="kern-body">
        {t.case.kinds[content.replyKind]} · {p.staffName} ·{' '}
        <StatusBadge label={t.case.replyStates[state]} tone={replyTones[state] ?? 'neutral'} />
      </p>
      <StaticText text={content.text} />
      <FileList lang={p.lang} t={t} caseId={p.caseId} files={entry.files} />
    </>
  );
}

/** One thing that came or went. */
export function EntryView(p: EntryProps) {
  const { t, lang, entry } = p;
  const { content, row } = entry;
  const heading = { application: t.case.application, 'follow-up': t.case.followUp, reply: t.case.reply }[row.kind];
  const acceptance = row.kind === 'reply' ? null : t.case.acceptance[row.settled_state ?? 'waiting'];
  return (
    <section aria-labelledby={`eintrag-${row.entry_id}`}>
      <Heading level={2} id={`eintrag-${row.entry_id}`}>
        {heading} {t.case.at(formatDateTime(row.at, lang))}
      </Heading>
      {acceptance === null ? null : <p class="vb-muted">{acceptance}</p>}
      {content.kind === 'reply' ? (
        <Reply p={p} content={content} />
      ) : row.kind === 'follow-up' ? (
        <FollowUp p={p} content={content} />
      ) : (
        <Application p={p} content={content} />
      )}
    </section>
  );
}
