import { expect } from 'vitest';
import { endlessJob } from '../../faults/jobs.ts';
import type { Scenarios } from '../scenario.ts';

export const workers: Scenarios = {
  'a worker shows its CPU, what it takes, and the job that it has now': async ({ open, client }) => {
    const [told] = (await client.call('listWorkers', {})).items;
    await using tab = await open({ path: '/workers' });
    const row = tab.page.getByRole('region', { name: 'Workers' }).getByRole('row').nth(1);
    await row.getByText('Idle').waitFor();
    expect(await row.textContent()).toContain(told?.cpu.model);
    expect(await row.textContent()).toContain(told?.classes.join(', '));

    const { id } = await client.submit(await endlessJob());
    try {
      await row.getByRole('link', { name: id }).waitFor();
      expect(await row.textContent()).toContain('Busy');
    } finally {
      await client.call('cancelJob', { params: { id } });
    }
    await row.getByText('Idle').waitFor();
  },

  'a target that no worker serves says that jobs wait': async ({ open, client }) => {
    const { items } = await client.call('listTargets', {});
    await using tab = await open({ path: '/workers' });
    for (const { name, workers } of items) {
      const row = tab.page.getByRole('region', { name: 'Targets' }).getByRole('row', { name: new RegExp(`^${name} `) });
      expect(await row.textContent()).toContain(workers > 0 ? String(workers) : 'jobs wait');
    }
  },
};
