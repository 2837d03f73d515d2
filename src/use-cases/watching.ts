import { z } from 'zod';
import type { Database } from '../storage/database.js';
import { type Feed, heard } from '../storage/heard.js';
import { Kept } from '../storage/kept.js';
import type { PlacedAnnouncement } from '../storage/places.js';
import { actorNow } from './actor.js';
import { type Access, admit, reading, type UseCase } from './use-case.js';

const EVENT_ID_CHARACTERS_MAX = 30;
/** What was told of the latest events, for those who are told a little later. */
const TOLD_KEPT = 300;

/** The event that a reader saw last. */
export const after = z.string().max(EVENT_ID_CHARACTERS_MAX).nullish();

interface Watching<Input, Item> {
  name: string;
  about: string;
  permission: Access;
  input: z.ZodType<Input>;
  fits(announcement: PlacedAnnouncement, input: Input): boolean;
  /** What readers are told of it, asked once for all of them; nothing for what is not to be told. */
  tell(database: Database, announcement: PlacedAnnouncement): Promise<Item | undefined>;
}

/** A verb that goes on telling, first what came after the event `after`. The right is checked again for each event. */
export function watching<Input extends { after?: string | null }, Item>({
  fits,
  tell,
  ...definition
}: Watching<Input, Item>): UseCase<Feed<Item>> {
  const told = new WeakMap<Database, Kept<Item | undefined>>();
  const tellOnce = (database: Database, announcement: PlacedAnnouncement) => {
    const kept = told.get(database) ?? new Kept<Item | undefined>(TOLD_KEPT);
    told.set(database, kept);
    return kept.get(announcement.eventId, () => tell(database, announcement));
  };
  return reading({
    ...definition,
    run: ({ context, house }, input) =>
      heard(house.announcements, {
        after: input.after,
        fits: (announcement) => fits(announcement, input),
        turn: async (announcement) => {
          admit(definition.permission, { actor: await actorNow(context) });
          return tellOnce(house.database, announcement);
        },
      }),
  });
}
