import { z } from 'zod';
import { forgetAnnouncements } from '../../storage/notify.js';
import { writing } from '../use-case.js';

const KEPT_DAYS = 2;

/** Takes out announcements that everybody has long heard of. */
export const forgetOldAnnouncements = writing({
  name: 'announcement.forget',
  about: 'Take out old announcements of changes (a job, at no door)',
  permission: 'users:write',
  input: z.object({}),
  run: ({ query }) => forgetAnnouncements(query, KEPT_DAYS),
});
