import { type Accuracy, metricKinds, type Report } from '@octet/contracts';
import { counted, format } from '../../format.ts';
import { showMetric } from '../../words.ts';
import { facts, fold, name, section, table } from '../elements.ts';
import { type Content, html, type Markup } from '../markup.ts';

export function accuracySection({ accuracy }: Report): Markup {
  if (!accuracy) {
    return section('accuracy', { title: 'Accuracy', lead: 'Not measured: there were no evaluation samples.', content: '' });
  }
  return section('accuracy', {
    title: 'Accuracy',
    lead: samplesInWords(accuracy),
    content: html`${metricFacts(accuracy)}${outputs(accuracy)}${worst(accuracy)}`,
  });
}

function samplesInWords({ calibrated_on, evaluated_on }: Accuracy): Content {
  const use = ({ dataset, sample_count, available_count, seed }: Accuracy['calibrated_on']) =>
    html`${format.count(sample_count)} of ${counted(available_count, 'sample')} of ${name(dataset)}${seed !== undefined && `, seed ${seed}`}`;
  const apart = evaluated_on.held_out
    ? 'None of them was calibrated on.'
    : 'These were not kept apart from calibration: take the figures as optimistic.';
  return html`Calibrated on ${use(calibrated_on)}. Evaluated on ${use(evaluated_on)}. ${apart}`;
}

function metricFacts({ metric, agreement, sqnr_db, cosine }: Accuracy): Markup {
  const title = metric && metricKinds[metric.name].title;
  return facts(
    metric && [`${title}, FP32`, showMetric(metric.name, metric.fp32)],
    metric && [`${title}, INT8`, showMetric(metric.name, metric.int8)],
    metric && ['Drop', format.points(metric.drop_points)],
    metric?.drop_interval && ['Drop, interval', format.interval(metric.drop_interval, format.points)],
    metric?.broken_count !== undefined && metric.fixed_count !== undefined
      ? ['Samples that changed', `${format.count(metric.broken_count)} became wrong, ${format.count(metric.fixed_count)} became right`]
      : undefined,
    agreement && [
      'Same answer as FP32',
      html`${format.share(agreement.rate)} of ${counted(agreement.sample_count, 'sample')}${agreement.interval && `, ${format.interval(agreement.interval, format.share)}`}`,
    ],
    ['Output SQNR', format.decibels(sqnr_db)],
    ['Cosine', Number.isFinite(cosine) ? cosine.toFixed(6) : 'n/a'],
  );
}

function outputs({ outputs: rows }: Accuracy): Markup | false {
  if (rows.length < 2) return false;
  return table('Outputs', rows, [
    { head: 'Output', cell: (row) => name(row.name) },
    { head: 'SQNR', numeric: true, cell: ({ sqnr_db }) => format.decibels(sqnr_db) },
    { head: 'Cosine', numeric: true, cell: ({ cosine }) => (Number.isFinite(cosine) ? cosine.toFixed(6) : 'n/a') },
    { head: 'Largest error', numeric: true, cell: ({ max_abs_error }) => max_abs_error !== undefined && format.number(max_abs_error) },
  ]);
}

function worst({ worst_samples }: Accuracy): Markup | false {
  if (worst_samples.length === 0) return false;
  const labelled = worst_samples.some(({ label }) => label !== undefined);
  const answered = worst_samples.some(({ fp32_answer }) => fp32_answer !== undefined);
  const rows = table('Worst samples', worst_samples, [
    { head: 'Sample', cell: ({ source }) => name(source) },
    { head: 'SQNR', numeric: true, cell: ({ sqnr_db }) => format.decibels(sqnr_db) },
    ...(labelled ? [{ head: 'Label', cell: ({ label }: WorstSample) => label }] : []),
    ...(answered
      ? [
          { head: 'FP32 says', cell: ({ fp32_answer }: WorstSample) => fp32_answer },
          { head: 'INT8 says', cell: ({ int8_answer }: WorstSample) => int8_answer },
        ]
      : []),
  ]);
  return fold(`The ${counted(worst_samples.length, 'sample')} that suffered most`, rows);
}

type WorstSample = Accuracy['worst_samples'][number];
