import type { Room } from './use-case.js';

/** The bytes of a picture of a signature. Where the file store has lost them, nothing, and a line in the log. */
export async function pictureOf({ house, context }: Room, sha256: string): Promise<Buffer | undefined> {
  try {
    return await house.files.read(sha256);
  } catch (error) {
    const problem = (error as Error).name;
    house.log.error({ requestId: context.requestId, sha256, problem }, 'a picture of a signature cannot be read');
    return undefined;
  }
}
