import { type PriceItem, type PriceModel } from './price-model.ts';

type ForecastYear = PriceModel['forecast'][number];

/** The forecast of a year; outside of the five years that the sheet has, its nearest one. */
export function forecastOf(model: PriceModel, year: number): ForecastYear & { isStated: boolean } {
  const [first] = model.forecast;
  const last = model.forecast.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('a price sheet has five years');
  const found = model.forecast.find((entry) => entry.year === year) ?? (year < first.year ? first : last);
  return { ...found, isStated: found.year === year };
}

/** Whether a town that begins in `beginsIn` pays an item in `year`. Who joins late pays what is due once when it joins. */
export function isDue(item: PriceItem, year: number, beginsIn: number): boolean {
  if (item.due === 'once') return year === Math.max(item.firstYear ?? beginsIn, beginsIn);
  return beginsIn <= year && (item.firstYear ?? year) <= year && year <= (item.lastYear ?? year);
}
