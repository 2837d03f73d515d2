import type { AdverseEventData } from './adverse-event.js';
import type { CaseData } from './case.js';
import type { ConcomitantData } from './concomitant.js';
import type { FollowupEntryData } from './followup-entry.js';
import type { ProductData } from './product.js';

/** A row as it is read: every field present, null where nothing is known; instants and days as ISO text. */
export type Read<Data> = { [Name in keyof Data]-?: NonNullable<Data[Name]> | null };

/** A whole case as it is read: rules and documents work on this, never on an entity. */
export interface CaseRecord extends Read<CaseData> {
  id: number;
  version: number;
  createdAt: string;
  updatedAt: string;
  dupOverride: string | null;
  dupOfId: number | null;
  products: (Read<ProductData> & { id: number })[];
  concomitants: (Read<ConcomitantData> & { id: number })[];
  followupEntries: (Read<FollowupEntryData> & { id: number })[];
  events: (Read<AdverseEventData> & { id: number; icsrId: number })[];
}
