import { type ActivationRecord, decibels, type Layer, type WeightRecord } from '@octet/contracts';
import type { ActivationAnalysis, LayerAnalysis, Quantized, WeightAnalysis } from '@octet/quantizer';
import { rootOf } from '@octet/quantizer';

/** `guarded`: the backend bounds what two weights that meet add up to. */
export function weightRecords(weights: readonly WeightAnalysis[], { guarded }: { readonly guarded: boolean }): WeightRecord[] {
  return weights.map((w) => ({
    name: w.weight,
    node: w.node,
    op: w.op,
    shape: [...w.dims],
    fp32_bytes: 4 * w.dims.reduce((a, b) => a * b, 1),
    int8_bytes: w.dims.reduce((a, b) => a * b, 1),
    dtype: 'int8',
    granularity: w.scales.length > 1 ? 'per-channel' : 'per-tensor',
    axis: w.axis,
    sqnr_db: decibels(w.sqnrDb),
    scales: w.scales,
    fp32_histogram: { min: w.bins.min, max: w.bins.max, counts: w.bins.fp32 },
    dequantized_histogram: { min: w.bins.min, max: w.bins.max, counts: w.bins.dequantized },
    integer_counts: w.integerCounts,
    unused_level_count: w.unusedLevels,
    ...(w.unusedLevels === 0 ? {} : { unused_level_reason: unusedLevelReason(w, guarded) }),
    rail_share: w.railShare,
    dead_channel_count: w.deadChannels,
  }));
}

function unusedLevelReason({ integerCounts, dims }: WeightAnalysis, guarded: boolean): string {
  const largest = Math.max(...integerCounts.map((count, i) => (count > 0 ? Math.abs(i - 128) : 0)));
  const none = `none of its ${dims.reduce((a, b) => a * b, 1)} weights rounds to them`;
  if (!guarded) return none;
  const guard = 'without VNNI products are added by pairs in int16, and the guard against saturation';
  return largest < 127
    ? `${guard} keeps these weights within ±${largest}`
    : `${none}; ${guard} makes weights smaller where large ones would meet`;
}

export function activationRecords(activations: readonly ActivationAnalysis[]): ActivationRecord[] {
  return activations.map((a) => ({
    value: a.value,
    observer: a.observer,
    range_min: a.range.min,
    range_max: a.range.max,
    observed_min: a.observed.min,
    observed_max: a.observed.max,
    histogram: a.histogram,
    dtype: a.params.dtype,
    scale: a.params.scale,
    zero_point: a.params.zeroPoint,
    clipped_share: a.clippedShare,
  }));
}

export function layerRecords(layers: readonly LayerAnalysis[], activations: readonly ActivationAnalysis[], quantized: Quantized): Layer[] {
  const byValue = new Map(activations.map((a) => [a.value, a]));
  return layers.map((layer) => {
    const output = quantized.plan.specs.has(layer.value) ? byValue.get(rootOf(quantized.plan, layer.value)) : undefined;
    return {
      name: layer.node,
      op: layer.op,
      placement: layer.placement,
      ...(layer.reason === undefined ? {} : { reason: layer.reason }),
      ...(layer.aloneDb === undefined ? {} : { sqnr_alone_db: decibels(layer.aloneDb) }),
      ...(layer.cumulativeDb === undefined ? {} : { sqnr_cumulative_db: decibels(layer.cumulativeDb) }),
      ...(output === undefined
        ? {}
        : {
            output: {
              value: layer.value,
              dtype: output.params.dtype,
              scale: output.params.scale,
              zero_point: output.params.zeroPoint,
              observer: output.observer,
              range_min: output.range.min,
              range_max: output.range.max,
              observed_min: output.observed.min,
              observed_max: output.observed.max,
              clipped_share: output.clippedShare,
              ...(layer.saturatedShare === undefined ? {} : { saturated_share: layer.saturatedShare }),
            },
          }),
    };
  });
}
