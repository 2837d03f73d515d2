const LIMA_OFFSET_MS = -5 * 60 * 60 * 1000;

/** The present moment. The only place that asks for it, so that rules can be given any other. */
export function now(): Date {
  return new Date();
}

/** The day (YYYY-MM-DD) of a moment in Lima, which keeps UTC-5 all year. */
export function dayInLima(moment: Date): string {
  return new Date(moment.getTime() + LIMA_OFFSET_MS).toISOString().slice(0, 10);
}

/** The year of a moment in Lima. */
export function yearInLima(moment: Date): number {
  return Number(dayInLima(moment).slice(0, 4));
}
