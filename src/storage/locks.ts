/** The advisory locks of this program, so that no two mean the same by accident. */
export const LOCKS = {
  migration: 7_241_990,
  keptFiles: 7_241_991,
  /** The class of the locks that workers hold, each for its own name. */
  presence: 7_241_992,
};
