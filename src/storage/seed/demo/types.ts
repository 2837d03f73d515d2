import type { AdverseEventData } from '../../../entities/adverse-event.js';
import type { CaseInput } from '../../../entities/case-input.js';
import type { CaseData } from '../../../entities/case.js';
import type { ConcomitantData } from '../../../entities/concomitant.js';
import type { FollowupEntryData } from '../../../entities/followup-entry.js';
import type { ProductData } from '../../../entities/product.js';
import type { DaysAgo } from './calendar.js';

export interface DemoMessage {
  channel: 'email' | 'sms' | 'whatsapp';
  direction: 'in' | 'out';
  body: string;
  at: Date;
  externalId: string;
  subject?: string;
}

export interface DemoCase {
  input: CaseInput;
  createdAt: Date;
  thread: DemoMessage[];
  /** Place in the list of the case that this one repeats; nobody has decided on it yet. */
  duplicateOf?: number;
}

/** A row as it is written here: every day is a number of days before the day on which the data is made. */
export type Relative<Row> = {
  [Name in keyof Row]: Name extends `${string}${'f' | 'F'}echa${string}` ? DaysAgo | undefined : Row[Name];
};

/** First and last day, as far as they are known. */
export type Period = [start?: DaysAgo, end?: DaysAgo];

/** An event takes days, severity, causality and outcome from its case, unless it gives its own. */
export type EventDraft = Relative<AdverseEventData> & {
  /** A term of `terms.ts`: gives the synthetic codes. */
  term?: string;
};

export interface ThreadDraft {
  channel: DemoMessage['channel'];
  subject?: string;
  messages: [ago: DaysAgo, time: string, direction: DemoMessage['direction'], body: string][];
}

/** The way of a report through the company: partner, unit, DIGEMID, quality control. */
export interface Way {
  partner?: DaysAgo;
  unit: DaysAgo;
  sent?: DaysAgo;
  checked?: DaysAgo;
  checkedBy?: string;
}

/** A case as it is written here. A text may name a day as `{12}`, which becomes the date twelve days ago. */
export interface CaseDraft extends Relative<CaseData> {
  key: string;
  /** Month and day of birth, `MM-DD`; the year follows from the age. */
  birthday?: string;
  /** Day of birth, for an infant in weeks or a patient with two cases months apart. */
  born?: DaysAgo;
  /** The reporter took the month for the day. */
  birthdaySwapped?: boolean;
  way: Way;
  products: Relative<ProductData>[];
  concomitants?: Relative<ConcomitantData>[];
  followupEntries?: Relative<FollowupEntryData>[];
  events?: EventDraft[];
  threads?: ThreadDraft[];
  /** Key of the case that this one repeats. */
  repeats?: string;
}
