import { type CpuClass, costWithoutVnni, servedClasses } from '@octet/contracts';
import { expect, test } from 'vitest';
import type { WorkerRecord } from '../../api/wire.ts';
import { withoutVnni } from './without-vnni.ts';

const worker = (name: string, cpuClass: CpuClass, state: WorkerRecord['state'] = 'idle'): WorkerRecord => ({
  id: name,
  name,
  version: '0.1.0',
  cpu: { model: 'CPU', architecture: 'x64', cores: 2, cpu_class: cpuClass, flags: [] },
  classes: [...servedClasses[cpuClass]],
  sandbox: [],
  state,
  last_seen_at: '2026-01-01T00:00:00Z',
  current_job: null,
});
const old = worker('old', 'ort-cpu-avx2');

test('a job that ran without VNNI says what that costs, and whether a worker has it', () => {
  expect(withoutVnni({ worker: 'old' }, [old])).toBe(`${costWithoutVnni} No worker with VNNI is connected.`);
  expect(withoutVnni({ worker: 'old' }, [old, worker('new', 'ort-cpu-vnni')])).toMatch(
    / A worker with VNNI is connected: .*requires ort-cpu-vnni/,
  );
  expect(withoutVnni({ worker: 'old' }, [old, worker('new', 'ort-cpu-amx'), worker('newer', 'ort-cpu-vnni')])).toMatch(
    / 2 workers with VNNI are/,
  );
});

test('a worker that is gone counts for nothing', () => {
  expect(withoutVnni({ worker: 'old' }, [old, worker('new', 'ort-cpu-vnni', 'gone')])).toContain('No worker with VNNI');
});

test('a job that ran with VNNI, on Arm, on a worker not known, or not yet, says nothing', () => {
  const workers = [old, worker('new', 'ort-cpu-vnni'), worker('arm', 'ort-cpu-arm64')];
  for (const name of ['new', 'arm', 'forgotten', null]) expect(withoutVnni({ worker: name }, workers)).toBeUndefined();
});
