import { type CpuClass, isWithoutVnni } from '@octet/contracts';

/** How quantize_static of Python onnxruntime is called. */
export interface Peer {
  readonly name: string;
  readonly calibrator: 'MinMax' | 'Percentile';
  readonly weights: 'QInt8' | 'QUInt8';
  /** Weights of 7 bits, whose pair sums cannot saturate. */
  readonly reduceRange: boolean;
}

const calibrators = ['MinMax', 'Percentile'] as const;

const signed = calibrators.map((calibrator): Peer => ({ name: calibrator, calibrator, weights: 'QInt8', reduceRange: false }));
const withoutVnni = calibrators.flatMap((calibrator): Peer[] => [
  { name: `${calibrator}, reduce_range`, calibrator, weights: 'QInt8', reduceRange: true },
  { name: `${calibrator}, U8U8`, calibrator, weights: 'QUInt8', reduceRange: false },
]);

/** The peers as onnxruntime's documentation advises them: U8S8, and where that may saturate with reduce_range or as U8U8. */
export const peersOf = (cpuClass: CpuClass): readonly Peer[] => (isWithoutVnni(cpuClass) ? withoutVnni : signed);

/** For the page. */
export const advisedForms = (cpuClass: CpuClass): string => (isWithoutVnni(cpuClass) ? 'U8S8 with reduce_range, and U8U8' : 'U8S8');
