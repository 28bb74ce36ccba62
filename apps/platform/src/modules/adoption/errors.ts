import { AppError, type ErrorTexts } from '#kernel/errors';

export const adoptionErrorTexts = {
  'adoption/case-not-found': {
    de: {
      title: 'Diese Nachnutzung gibt es nicht',
      text: 'Sie gehört einer anderen Stelle, oder die Adresse stimmt nicht. Ihre Nachnutzungen finden Sie unter „Nachnutzung“.',
    },
    en: {
      title: 'This adoption does not exist',
      text: 'It belongs to another body, or the address is wrong. You find your adoptions under "Reuse".',
    },
  },
  'adoption/package-not-found': {
    de: {
      title: 'Diesen Dienst gibt es nicht zur Nachnutzung',
      text: 'Er ist nicht veröffentlicht oder zurückgezogen. Wählen Sie einen anderen Dienst.',
    },
    en: {
      title: 'This service cannot be adopted',
      text: 'It is not published, or it is withdrawn. Choose another service.',
    },
  },
  'adoption/route-unknown': {
    de: { title: 'Diesen Weg gibt es nicht', text: 'Wählen Sie einen der Wege, die die Seite anbietet.' },
    en: { title: 'There is no such way', text: 'Choose one of the ways that the page offers.' },
  },
  'adoption/towns-only': {
    de: {
      title: 'Dienste können nur Behörden nachnutzen',
      text: 'Ihre Stelle hat kein Gebiet, für das sie einen Dienst anbieten kann.',
    },
    en: {
      title: 'Only authorities can adopt services',
      text: 'Your body has no area for which it can offer a service.',
    },
  },
  'adoption/address-taken': {
    de: {
      title: 'Unter dieser Adresse bieten Sie schon einen anderen Dienst an',
      text: 'Nehmen Sie den anderen Dienst zuerst unter „Verwaltung“, „Online-Dienste“ aus dem Angebot.',
    },
    en: {
      title: 'You already offer another service at this address',
      text: 'First take the other service out of your offer under "Administration", "Online services".',
    },
  },
  'adoption/move-refused': {
    de: {
      title: 'Dieser Schritt ist jetzt nicht möglich',
      text: 'Die Nachnutzung steht an einer anderen Stelle. Öffnen Sie die Seite neu und sehen Sie nach, was als Nächstes dran ist.',
    },
    en: {
      title: 'This move is not possible now',
      text: 'The adoption is at another point. Open the page again and see what comes next.',
    },
  },
  'adoption/gates-open': {
    de: {
      title: 'Es fehlt noch etwas, bevor der Dienst online gehen kann',
      text: 'Die Seite der Nachnutzung nennt, welche Voraussetzungen offen sind.',
    },
    en: {
      title: 'Something is missing before the service can go live',
      text: 'The page of the adoption says which gates are open.',
    },
  },
  'adoption/not-your-part': {
    de: {
      title: 'Das darf nur eine andere Stelle bestätigen',
      text: 'Zum Beispiel gibt nur die oder der Datenschutzbeauftragte den Datenschutz frei. Es ist nichts gespeichert.',
    },
    en: {
      title: 'Only somebody else may confirm this',
      text: 'For example, only the data-protection officer clears data protection. Nothing was saved.',
    },
  },
  'adoption/reason-missing': {
    de: { title: 'Es fehlt eine Begründung', text: 'Schreiben Sie mindestens zehn Zeichen.' },
    en: { title: 'A reason is missing', text: 'Write at least ten characters.' },
  },
  'adoption/decided-by-facts': {
    de: {
      title: 'Über diesen Schritt entscheidet die Plattform',
      text: 'Er ist erledigt, sobald die Sache selbst da ist, zum Beispiel der bestandene Test.',
    },
    en: {
      title: 'The platform decides on this step',
      text: 'It is done as soon as the thing itself is there, for example the passed test.',
    },
  },
  'adoption/no-destination': {
    de: {
      title: 'Es gibt noch keinen Zustellpunkt',
      text: 'Legen Sie zuerst fest, wohin die Anträge zugestellt werden.',
    },
    en: { title: 'There is no destination yet', text: 'First say where applications are delivered to.' },
  },
  'adoption/destination-unfit': {
    de: {
      title: 'Dieser Zustellpunkt kann nicht genutzt werden',
      text: 'Er ist unbekannt, nicht aktiv, oder sein Schlüssel ist nicht in Ordnung. Prüfen Sie die Kennung.',
    },
    en: {
      title: 'This destination cannot be used',
      text: 'It is unknown, not active, or its key is not in order. Check the id.',
    },
  },
  'adoption/no-sample': {
    de: {
      title: 'Zu diesem Dienst gibt es kein Beispiel, das sich senden lässt',
      text: 'Testen Sie mit eigenen Angaben und halten Sie das Ergebnis beim Schritt „Test von Ende zu Ende“ fest.',
    },
    en: {
      title: 'This service brings no sample that can be sent',
      text: 'Test with entries of your own and record the result at the step "End-to-end test".',
    },
  },
  'adoption/test-waits': {
    de: {
      title: 'Der Test ist noch nicht beantwortet',
      text: 'Der Zustelldienst oder der Empfänger antwortet gerade nicht. Die Plattform fragt weiter nach.',
    },
    en: {
      title: 'The test is not answered yet',
      text: 'The delivery service or the receiver does not answer right now. The platform keeps asking.',
    },
  },
  'adoption/newest-version': {
    de: { title: 'Das ist schon die neueste Version', text: 'Es gibt nichts, worauf Sie wechseln könnten.' },
    en: { title: 'This is the newest version already', text: 'There is nothing to switch to.' },
  },
} satisfies ErrorTexts;

/** Also for what belongs to somebody else: nobody learns that it exists. */
export const caseNotFound = (): AppError => new AppError('not-found', 'adoption/case-not-found');
