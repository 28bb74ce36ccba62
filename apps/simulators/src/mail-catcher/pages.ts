import { html, type Language, page } from '../http.ts';
import { type CaughtMail } from './catcher.ts';

const texts = {
  de: {
    title: 'Abgefangene E-Mails',
    notice: 'Nachbildung für Vorführung und Test: Keine dieser E-Mails hat das Haus verlassen.',
    none: 'Noch keine E-Mail.',
    subject: 'Betreff',
    noSubject: '(ohne Betreff)',
    to: 'An',
    from: 'Von',
    received: 'Eingegangen',
    attachments: 'Anhänge',
    remove: 'Löschen',
    removeAll: 'Alle löschen',
    back: 'Zurück zur Liste',
  },
  en: {
    title: 'Caught e-mails',
    notice: 'Simulation for demonstration and tests: none of these e-mails has left the house.',
    none: 'No e-mail yet.',
    subject: 'Subject',
    noSubject: '(no subject)',
    to: 'To',
    from: 'From',
    received: 'Received',
    attachments: 'Attachments',
    remove: 'Delete',
    removeAll: 'Delete all',
    back: 'Back to the list',
  },
} satisfies Record<Language, unknown>;

export function listPage(lang: Language, mails: readonly CaughtMail[]): string {
  const t = texts[lang];
  const rows = mails.map(
    (mail) =>
      html`<tr>
        <td><a href="/mails/${mail.id}">${mail.subject === '' ? t.noSubject : mail.subject}</a></td>
        <td>${mail.to.join(', ')}</td>
        <td><time datetime="${mail.receivedAt}">${mail.receivedAt}</time></td>
      </tr>`,
  );
  const table = html`<table>
      <thead>
        <tr>
          <th scope="col">${t.subject}</th>
          <th scope="col">${t.to}</th>
          <th scope="col">${t.received}</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
    <form method="post" action="/delete">
      <p><button>${t.removeAll}</button></p>
    </form>`;
  return page(
    lang,
    t.title,
    html`<p class="notice">${t.notice}</p>
      ${mails.length === 0 ? html`<p>${t.none}</p>` : table}`,
  );
}

export function mailPage(lang: Language, mail: CaughtMail): string {
  const t = texts[lang];
  const attachments = mail.attachments.map((a) => html`<li>${a.name} (${a.type}, ${a.bytes} Bytes)</li>`);
  return page(
    lang,
    mail.subject === '' ? t.noSubject : mail.subject,
    html`<dl>
        <dt>${t.from}</dt>
        <dd>${mail.from}</dd>
        <dt>${t.to}</dt>
        <dd>${mail.to.join(', ')}</dd>
        <dt>${t.received}</dt>
        <dd>${mail.receivedAt}</dd>
      </dl>
      <pre>${mail.text}</pre>
      ${
        attachments.length === 0
          ? html``
          : html`<h2>${t.attachments}</h2>
              <ul>
                ${attachments}
              </ul>`
      }
      <form method="post" action="/mails/${mail.id}/delete">
        <p><button>${t.remove}</button></p>
      </form>
      <p><a href="/">${t.back}</a></p>`,
  );
}
