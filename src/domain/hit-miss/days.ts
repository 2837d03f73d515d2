const DAY_MS = 86_400_000;

/** Days from one ISO day to another, never negative. */
export function daysBetween(a: string, b: string): number {
  return Math.abs(Date.parse(a) - Date.parse(b)) / DAY_MS;
}

/** The ISO day with month and day exchanged, when there is such a day: 2024-03-05 → 2024-05-03. */
export function swapped(day: string): string | undefined {
  const [year, month, date] = day.split('-');
  return Number(date) <= 12 && month !== date ? `${year}-${date}-${month}` : undefined;
}

/** How many of year, month and day are the same. */
export function partsInCommon(a: string, b: string): number {
  const other = b.split('-');
  return a.split('-').filter((part, place) => part === other[place]).length;
}

/** Same day and month of two years. */
export function sameDayOfYear(a: string, b: string): boolean {
  return a.slice(4) === b.slice(4);
}

/** Whole years from birth to a day. */
export function ageOn(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}

/** The ISO days from so many before a day to so many after it. */
export function daysAround(day: string, reach: number): string[] {
  const middle = Date.parse(day);
  return Array.from({ length: 2 * reach + 1 }, (_, place) =>
    new Date(middle + (place - reach) * DAY_MS).toISOString().slice(0, 10),
  );
}
