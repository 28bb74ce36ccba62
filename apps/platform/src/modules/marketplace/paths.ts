const ofPackage = '/nachnutzung/pakete/:provider/:service';
const ofWish = '/nachnutzung/gesucht/:wish';

/** Route patterns; `marketplacePaths` makes addresses from them. */
export const marketplaceRoutePaths = {
  list: '/nachnutzung',
  csv: '/nachnutzung/pakete.csv',
  compare: '/nachnutzung/vergleich',
  maturity: '/nachnutzung/reifegrad',
  package: ofPackage,
  towns: `${ofPackage}/kommunen`,
  reviews: `${ofPackage}/erfahrungen`,
  writeReview: `${ofPackage}/bewerten`,
  removeReview: `${ofPackage}/bewertung-loeschen`,
  answerReview: `${ofPackage}/erfahrungen/:review/antwort`,
  reportReview: `${ofPackage}/erfahrungen/:review/melden`,
  moderation: '/betrieb/bewertungen',
  hideReview: '/betrieb/bewertungen/:review/ausblenden',
  showReview: '/betrieb/bewertungen/:review/einblenden',
  wishes: '/nachnutzung/gesucht',
  newWish: '/nachnutzung/gesucht/neu',
  wish: ofWish,
  joinWish: `${ofWish}/mitmachen`,
  leaveWish: `${ofWish}/austreten`,
  withdrawWish: `${ofWish}/zurueckziehen`,
  answerWish: `${ofWish}/antwort`,
} as const;

const below = (part: string) => (packageId: string) => `/nachnutzung/pakete/${packageId}${part}`;
const belowWish = (part: string) => (wish: string) => `/nachnutzung/gesucht/${wish}${part}`;

/** A package id is `<provider slug>/<service slug>`, both safe in an address. */
export const marketplacePaths = {
  list: '/nachnutzung',
  csv: '/nachnutzung/pakete.csv',
  compare: '/nachnutzung/vergleich',
  maturity: '/nachnutzung/reifegrad',
  package: below(''),
  towns: below('/kommunen'),
  reviews: below('/erfahrungen'),
  writeReview: below('/bewerten'),
  removeReview: below('/bewertung-loeschen'),
  answerReview: (packageId: string, review: string): string => below(`/erfahrungen/${review}/antwort`)(packageId),
  reportReview: (packageId: string, review: string): string => below(`/erfahrungen/${review}/melden`)(packageId),
  moderation: '/betrieb/bewertungen',
  hideReview: (review: string): string => `/betrieb/bewertungen/${review}/ausblenden`,
  showReview: (review: string): string => `/betrieb/bewertungen/${review}/einblenden`,
  wishes: '/nachnutzung/gesucht',
  newWish: '/nachnutzung/gesucht/neu',
  wish: belowWish(''),
  joinWish: belowWish('/mitmachen'),
  leaveWish: belowWish('/austreten'),
  withdrawWish: belowWish('/zurueckziehen'),
  answerWish: belowWish('/antwort'),
} as const;
