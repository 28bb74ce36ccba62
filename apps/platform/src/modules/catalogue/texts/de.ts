export const de = {
  feedbackMail: {
    subject: 'Rückmeldung zur Barrierefreiheit',
    body: (url: string): string =>
      `Guten Tag,\n\njemand hat auf Ihrem Serviceportal eine Barriere gemeldet. Die Rückmeldung lesen Sie nach der Anmeldung hier:\n${url}\n\nBitte antworten Sie innerhalb eines Monats.\n`,
  },
};
