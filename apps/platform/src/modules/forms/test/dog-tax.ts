import { type Browser } from './world.ts';

/** Paths of the form for dog tax. */
export const holder = 'G99000010101';
export const home = `${holder}/G99000010210`;
export const contact = `${holder}/G99000010320`;
export const moved = 'G99000010400/F99000010401';
export const dog = 'G99000010500[0]';
export const exemption = 'G99000010600';

export async function fillDogTax(browser: Browser): Promise<void> {
  await browser.start('hundesteuer');
  await browser.send({
    [`${home}/F99000010211`]: 'Am Rheintor',
    [`${home}/F99000010212`]: '12 a',
    [`${home}/F99000010214`]: '46509',
    [`${home}/F99000010215`]: 'Xanten',
    [`${contact}/F99000010321`]: 'erika@example.org',
  });
  await browser.send({ [moved]: 'false' });
  await browser.send({
    [`${dog}/F99000010501`]: 'Bello',
    [`${dog}/F99000010502`]: '002',
    [`${dog}/F99000010504`]: 'm',
    [`${dog}/F99000010505-tag`]: '1',
    [`${dog}/F99000010505-monat`]: '3',
    [`${dog}/F99000010505-jahr`]: '2024',
    [`${dog}/F99000010507-tag`]: '15',
    [`${dog}/F99000010507-monat`]: '5',
    [`${dog}/F99000010507-jahr`]: '2024',
  });
  await browser.send({ [`${exemption}/F99000010601`]: 'false' });
}
