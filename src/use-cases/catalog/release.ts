import { forgetUnusedSheets } from '../../storage/catalog-sheets.js';
import type { WorkRoom } from '../use-case.js';

/** Sheets that a change may leave without a product: once it is committed, the bytes of those that are unused go. */
export function letGoOf({ afterwards, house }: WorkRoom, sheets: readonly string[]): void {
  afterwards(() => forgetUnusedSheets(house.database.pool, house.files, sheets));
}
