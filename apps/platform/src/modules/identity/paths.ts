export const identityPaths = {
  signIn: '/anmelden',
  signInReturn: '/anmelden/rueckkehr',
  signOut: '/abmelden',
  staffSignIn: '/amt/anmelden',
  staffSignInReturn: '/amt/anmelden/rueckkehr',
  staffSignOut: '/amt/abmelden',
  erase: '/konto/loeschen',
  admin: '/amt/verwaltung',
  contact: '/amt/verwaltung/kontakt',
  legalPage: '/amt/verwaltung/pflichtseite/:kind/:language',
  staff: '/amt/verwaltung/beschaeftigte/:staff',
  invite: '/amt/verwaltung/einladung',
} as const;
