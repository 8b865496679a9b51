import { visible } from '@octet/report';
import type { Job } from '../../api/wire.ts';

/** What a job is called, with nothing in it that a page could not show as it is. */
export const titleOf = ({ name, model }: Pick<Job, 'name' | 'model'>, limit = 60): string => visible(name ?? model.filename, limit);
