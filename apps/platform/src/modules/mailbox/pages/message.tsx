import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { formatBytes, type Message as UiMessage, StaticText, StatusBadge, type Tone } from '#ui';
import { type Attachment, type Message } from '../conversations.ts';
import { attachmentPath } from '../paths.ts';
import { mailboxTexts } from '../texts/index.ts';

const tones: Readonly<Record<NonNullable<Message['state']>, Tone>> = {
  draft: 'neutral',
  stored: 'info',
  submitted: 'info',
  accepted: 'success',
  rejected: 'danger',
};

interface Context {
  lang: Lang;
  thread: string;
  authority: string;
  person: string;
}

export function toUiMessage(message: Message, context: Context): UiMessage {
  const t = mailboxTexts(context.lang);
  const authors = { own: context.person, reply: context.authority, accepted: t.system, rejected: t.system };
  return {
    key: message.id,
    author: authors[message.entry],
    at: message.at,
    own: message.entry === 'own',
    children: <Body message={message} context={context} />,
  };
}

function Body({ message, context }: { message: Message; context: Context }): VNode {
  const t = mailboxTexts(context.lang);
  const { entry, state, kind, subject, reference } = message;
  return (
    <>
      {kind === undefined || subject === undefined ? null : (
        <p>
          <StatusBadge label={t.kinds[kind]} tone={kind === 'answer' ? 'neutral' : 'info'} /> <strong>{subject}</strong>
        </p>
      )}
      {entry === 'accepted' || entry === 'rejected' ? <p>{t[entry]}</p> : <StaticText text={message.text} />}
      {reference === undefined ? null : <p class="vb-muted">{t.fileNumber(reference)}</p>}
      <Files thread={context.thread} lang={context.lang} files={message.attachments} />
      {state === null ? null : <StatusBadge label={t.states[state]} tone={tones[state]} />}
    </>
  );
}

function Files({ thread, lang, files }: { thread: string; lang: Lang; files: readonly Attachment[] }): VNode | null {
  if (files.length === 0) return null;
  return (
    <ul class="vb-files" aria-label={mailboxTexts(lang).attachments}>
      {files.map((file) => (
        <li key={file.id}>
          <span>
            <a href={attachmentPath(thread, file.id)}>{file.filename}</a>{' '}
            <span class="vb-muted">({formatBytes(file.bytes, lang)})</span>
            {file.description === undefined ? null : <span> {file.description}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
