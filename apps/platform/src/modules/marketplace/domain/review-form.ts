/** What a town entered, and what is wrong with it. */
export interface ReviewEntry {
  rating: string;
  office: string;
  experience: string;
}

export type ReviewProblem =
  | { field: 'rating'; code: 'rating' }
  | { field: 'office'; code: 'office' | 'officePerson' | 'tooLong' }
  | { field: 'experience'; code: 'experience' | 'tooLong' };

export const longestOffice = 120;
export const longestExperience = 4000;
const shortestExperience = 20;
/** A review names an office (Art. 5(1)(c) GDPR): an address or a form of address is a person. */
const personal = /@|\b(?:Frau|Herr|Hr\.|Fr\.|Mrs?\.|Ms\.)(?=\s|$)/u;

export function readReview(form: URLSearchParams): ReviewEntry {
  const of = (name: string): string => (form.get(name) ?? '').replace(/\r\n?/gu, '\n').trim();
  return { rating: of('bewertung'), office: of('stelle').replace(/\s+/gu, ' '), experience: of('erfahrung') };
}

export function reviewProblems({ rating, office, experience }: ReviewEntry): readonly ReviewProblem[] {
  const problems: ReviewProblem[] = [];
  if (!/^[1-5]$/u.test(rating)) problems.push({ field: 'rating', code: 'rating' });
  if (office.length < 2) problems.push({ field: 'office', code: 'office' });
  else if (office.length > longestOffice) problems.push({ field: 'office', code: 'tooLong' });
  else if (personal.test(office)) problems.push({ field: 'office', code: 'officePerson' });
  if (experience.length < shortestExperience) problems.push({ field: 'experience', code: 'experience' });
  else if (experience.length > longestExperience) problems.push({ field: 'experience', code: 'tooLong' });
  return problems;
}
