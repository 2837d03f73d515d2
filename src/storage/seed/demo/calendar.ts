/** A day counted back from the day on which the data is made; a negative number lies ahead of it. */
export type DaysAgo = number;

export interface Calendar {
  /** The day, `YYYY-MM-DD`. */
  day(ago: DaysAgo): string;
  /** The moment at which clocks in Lima show `time` (`HH:MM`) on that day. */
  instant(ago: DaysAgo, time: string): Date;
}

const DAY_MS = 86_400_000;
/** Peru keeps UTC-5 all year. */
const LIMA_BEHIND_UTC_MS = 5 * 3_600_000;

export function calendarOf(today: Date): Calendar {
  const lima = today.getTime() - LIMA_BEHIND_UTC_MS;
  const midnight = lima - (((lima % DAY_MS) + DAY_MS) % DAY_MS);
  const day = (ago: DaysAgo) => new Date(midnight - ago * DAY_MS).toISOString().slice(0, 10);
  return {
    day,
    instant: (ago, time) => new Date(Date.parse(`${day(ago)}T${time}:00Z`) + LIMA_BEHIND_UTC_MS),
  };
}

/** `2025-03-07` → `07/03/2025`, as it is written in Peru. */
export function peruvianDate(day: string): string {
  return day.split('-').reverse().join('/');
}

/** Full years between two days. */
export function yearsBetween(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}
