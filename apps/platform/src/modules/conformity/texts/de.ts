export const de = {
  mail: {
    subject: { due: 'Frist einer Feststellung', recheck: 'Nachprüfung einer Feststellung' },
    text: {
      due: (criterion: string, day: string, link: string): string =>
        `Bis zum ${day} ist eine Feststellung zum Kriterium ${criterion} zu beheben. Alles Weitere steht im Anbieterbereich:\n${link}`,
      recheck: (criterion: string, day: string, link: string): string =>
        `Am ${day} ist das Kriterium ${criterion} nachzuprüfen. Zur Prüfung:\n${link}`,
    },
  },
};
