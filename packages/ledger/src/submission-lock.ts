/**
 * PostgreSQL's advisory lock under which quotas and ranks are read and written, and many assets at once are touched or removed. Any number;
 * the same in every process.
 */
export const submissionLock = 0x6f63746574;
