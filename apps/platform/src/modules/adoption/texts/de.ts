export const de = {
  mail: {
    reminder: (link: string): { subject: string; text: string } => ({
      subject: 'Nachnutzung: Ein Schritt ist fällig',
      text: `Guten Tag,\n\nbei der Nachnutzung eines Online-Dienstes ist ein Schritt fällig, der bei Ihnen liegt.\nDen Schritt finden Sie nach der Anmeldung hier:\n${link}\n\nAn diesen Schritt erinnern wir nur einmal.\n`,
    }),
  },
};
