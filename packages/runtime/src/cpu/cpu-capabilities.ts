import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import type { CpuClass, CpuFlags } from './cpu-class.ts';
import { cpuClassOf } from './cpu-class.ts';
import { flagsWhere, parseCpuinfo } from './cpuinfo.ts';
import { flagsOverride } from './flags-override.ts';

export interface CpuCapabilities {
  /** Marketing name as the system gives it; 'unknown' where it gives none. */
  readonly model: string;
  readonly vendor: string;
  /** Node's name of the architecture: x64, arm64. */
  readonly architecture: string;
  readonly flags: CpuFlags;
  /**
   * Where the flags come from. 'override': OCTET_CPU_FLAGS. 'assumed': this system does not report them, so none is claimed beyond what every such
   * CPU has.
   */
  readonly flagSource: 'cpuinfo' | 'override' | 'assumed';
  /** Cores that this process may use. */
  readonly cores: number;
  readonly cpuClass: CpuClass;
}

export interface CpuSource {
  readonly architecture: string;
  /** Text of /proc/cpuinfo; undefined where there is none. */
  readonly cpuinfo: string | undefined;
  readonly cores: number;
  readonly model: string | undefined;
  /** Value of OCTET_CPU_FLAGS. */
  readonly override: string | undefined;
}

/** The CPU of this machine, or of `source`. Throws 'config/invalid' where OCTET_CPU_FLAGS has a flag that is none. */
export function cpuCapabilities(source: CpuSource = thisMachine()): CpuCapabilities {
  const { architecture, cores } = source;
  const read = source.cpuinfo === undefined ? undefined : parseCpuinfo(source.cpuinfo);
  // Apple's arm64 CPUs, the ones without /proc, all have the dot product.
  const assumed = flagsWhere((flag) => flag === 'neonDotprod' && architecture === 'arm64');
  const override = flagsOverride(source.override);
  const flags = override ?? read?.flags ?? assumed;
  return {
    model: read?.model ?? source.model ?? 'unknown',
    vendor: read?.vendor ?? 'unknown',
    architecture,
    flags,
    flagSource: override !== undefined ? 'override' : read !== undefined ? 'cpuinfo' : 'assumed',
    cores,
    cpuClass: cpuClassOf(architecture, flags),
  };
}

function thisMachine(): CpuSource {
  const named = cpus()[0]?.model.trim();
  return {
    architecture: process.arch,
    cpuinfo: cpuinfoText(),
    cores: availableParallelism(),
    model: named === '' ? undefined : named,
    // biome-ignore lint/style/noProcessEnv: says what the machine is, as /proc/cpuinfo does, to its readers
    override: process.env['OCTET_CPU_FLAGS'],
  };
}

function cpuinfoText(): string | undefined {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return undefined; // not Linux, or a sandbox without /proc
  }
}
