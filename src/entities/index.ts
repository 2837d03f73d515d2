import { AdverseEvent, AdverseEventData } from './adverse-event.js';
import { Case } from './case.js';
import { CatalogProduct } from './catalog-product.js';
import { Concomitant, ConcomitantData } from './concomitant.js';
import { ExportFile } from './export-file.js';
import { FollowupEntry, FollowupEntryData } from './followup-entry.js';
import { FollowupMessage } from './followup-message.js';
import { InboundAttachment } from './inbound-attachment.js';
import { InboundMessage } from './inbound-message.js';
import { Product, ProductData } from './product.js';
import { SignatureProfile } from './signature-profile.js';
import { Snapshot } from './snapshot.js';
import { User } from './user.js';

/** Every table that MikroORM keeps. */
export const ENTITIES = [
  User,
  Case,
  Product,
  Concomitant,
  FollowupEntry,
  AdverseEvent,
  FollowupMessage,
  InboundMessage,
  InboundAttachment,
  Snapshot,
  ExportFile,
  CatalogProduct,
  SignatureProfile,
];

/**
 * The lists that belong to a case: name in GraphQL, name in REST, what a client may send of a row, where rows are kept.
 * `replacedInFull`: `PUT /icsr/{id}/full` empties the list when it is left out (legacy-api 1.1; events have their own routes).
 */
export const CASE_ROWS = [
  { name: 'products', wire: 'productos', aliases: [], data: ProductData, entity: Product, replacedInFull: true },
  {
    name: 'concomitants',
    wire: 'concomitantes',
    aliases: [],
    data: ConcomitantData,
    entity: Concomitant,
    replacedInFull: true,
  },
  {
    name: 'followupEntries',
    wire: 'seguimientos',
    aliases: ['seguimiento', 'seguimiento_items'],
    data: FollowupEntryData,
    entity: FollowupEntry,
    replacedInFull: true,
  },
  { name: 'events', wire: 'eventos', aliases: [], data: AdverseEventData, entity: AdverseEvent, replacedInFull: false },
] as const;

export type CaseRowsName = (typeof CASE_ROWS)[number]['name'];
