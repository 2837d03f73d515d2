import { ANALGESIC_CASES } from './analgesics.js';
import { ANTI_INFLAMMATORY_CASES } from './anti-inflammatories.js';
import { HOSPITAL_ANTIBIOTIC_CASES } from './antibiotics-hospital.js';
import { ANTIBIOTIC_CASES } from './antibiotics.js';
import { BLOOD_PRESSURE_CASES } from './blood-pressure.js';
import { buildCase } from './build.js';
import { calendarOf } from './calendar.js';
import { CARDIOVASCULAR_CASES } from './cardiovascular.js';
import { HORMONE_CASES } from './hormones.js';
import { HOSPITAL_CASES } from './hospital.js';
import { INFECTION_CASES } from './infections.js';
import { METABOLIC_CASES } from './metabolic.js';
import { NERVOUS_SYSTEM_CASES } from './nervous-system.js';
import { PEDIATRIC_CASES } from './pediatrics.js';
import { REPEATED_CASES } from './repeats.js';
import type { DemoCase } from './types.js';
import { VACCINE_CASES } from './vaccines.js';

export type { DemoCase, DemoMessage } from './types.js';

const DRAFTS = [
  ...ANALGESIC_CASES,
  ...ANTI_INFLAMMATORY_CASES,
  ...ANTIBIOTIC_CASES,
  ...HOSPITAL_ANTIBIOTIC_CASES,
  ...INFECTION_CASES,
  ...BLOOD_PRESSURE_CASES,
  ...CARDIOVASCULAR_CASES,
  ...METABOLIC_CASES,
  ...HORMONE_CASES,
  ...NERVOUS_SYSTEM_CASES,
  ...PEDIATRIC_CASES,
  ...VACCINE_CASES,
  ...HOSPITAL_CASES,
  ...REPEATED_CASES,
].sort((a, b) => b.way.unit - a.way.unit);

/**
 * Invented cases of the 14 months before `today`, the oldest first: the same day always gives the same ones. No person,
 * brand, holder or registration in them exists.
 */
export function demoCases(today: Date): DemoCase[] {
  const calendar = calendarOf(today);
  return DRAFTS.map((draft, place) => {
    const built = buildCase(draft, place, calendar);
    return draft.repeats ? { ...built, duplicateOf: placeOf(draft.repeats) } : built;
  });
}

function placeOf(key: string): number {
  const place = DRAFTS.findIndex((draft) => draft.key === key);
  if (place < 0) throw new Error(`demo data: no case "${key}"`);
  return place;
}
