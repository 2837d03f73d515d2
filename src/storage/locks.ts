/** The advisory locks of this program, so that no two mean the same by accident. */
export const LOCKS = {
  migration: 7_241_990,
  replacedFiles: 7_241_991,
  /** The class of the locks that workers hold, each for its own name. */
  presence: 7_241_992,
  /** The class of the locks on kept files, each by its SHA-256. */
  files: 7_241_993,
  /** The class of the locks on documented names, each by its name. */
  names: 7_241_994,
  signingKeys: 7_241_995,
  /** Held while the duplicates of a case are kept for lists. */
  duplicates: 7_242_021,
  /** The class of the locks on mailboxes, each by its name: one reader at a time. */
  mailboxes: 7_241_996,
  /** Held while announcements are given their places. */
  places: 7_242_010,
  valueCounts: 7_241_998,
};
