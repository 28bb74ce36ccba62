/**
 * Names of standard parameters. FITKO's EfA-Parametrisierung 1.0.0 has about 40; its list of names was not at hand. These
 * cover what it is known to cover (routing target, payment, competent authority, certificates) and are ours until the
 * list is there: a page that shows them says so.
 */
export const standardParameters: readonly string[] = [
  'zustellpunkt',
  'zustellweg',
  'verschluesselungszertifikat',
  'signaturzertifikat',
  'zustaendigeStelle',
  'zustaendigeStelleAnschrift',
  'zustaendigeStelleEmail',
  'zustaendigeStelleTelefon',
  'zustaendigeStelleOeffnungszeiten',
  'zustaendigeStelleWappen',
  'behoerdenkennung',
  'bezahldienst',
  'bezahldienstMandant',
  'kassenzeichen',
  'gebuehr',
  'gebuehrenbefreiung',
  'rueckkanal',
  'bearbeitungsdauer',
  'frist',
  'rechtsbehelf',
  'datenschutzhinweis',
  'impressum',
];
