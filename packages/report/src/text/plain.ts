import { visible } from '../visible.ts';

/** For terminals and files that people grep: no-break spaces become spaces. */
export const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

/** A stranger's string on one line of a terminal: nothing in it moves the cursor or turns the text around. */
export const plainName = (name: string, limit?: number): string => visible(plain(name), limit);
