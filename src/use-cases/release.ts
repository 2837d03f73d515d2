import { settleAfterwards } from './settle.js';
import type { WorkRoom } from './use-case.js';

/** Files that a change may leave to nobody: once it is committed, the bytes of those that are unused go. */
export function letGoOf(room: WorkRoom, sha256s: readonly string[]): Promise<void> {
  return settleAfterwards(room, { fileNames: [], sha256s });
}
