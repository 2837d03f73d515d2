import { forgetUnused } from '../storage/documents.js';
import type { WorkRoom } from './use-case.js';

/** Files that a change may leave to nobody: once it is committed, the bytes of those that are unused go. */
export function letGoOf({ afterwards, house }: WorkRoom, sha256s: readonly string[]): void {
  afterwards(() => forgetUnused(house.database.pool, house.files, sha256s));
}
