import { visible } from '@octet/report';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Job, JobComparison, Verdict } from '../../api/wire.ts';
import { VerdictBadge } from '../../parts/badges.tsx';
import { titleOf } from '../job/title-of.ts';
import { change, nameOf, showFigure } from './figures.ts';

/** What was asked differently, then what came of it. */
export function ComparisonView({ comparison: { a, b, figures, recipe_differences: differences } }: { readonly comparison: JobComparison }) {
  const sameModel = a.model.digest === b.model.digest;
  return (
    <>
      {!sameModel && (
        <p className="notice warn">
          The two jobs are of different models: their figures are shown side by side, but say little about the recipes.
        </p>
      )}
      {sameModel && a.calibration.digest !== b.calibration.digest && (
        <p className="notice">The same model, calibrated on different data.</p>
      )}
      <section className="stack" aria-labelledby="differences">
        <h2 id="differences">What differs in the recipes</h2>
        {differences.length === 0 ? (
          <p>Nothing: both ran the same recipe.</p>
        ) : (
          <SideBySide first="Field" a={a} b={b}>
            {differences.map(({ pointer, a: left, b: right }) => (
              <tr key={pointer}>
                <th scope="row">
                  <code>{visible(pointer, 120)}</code>
                </th>
                <td data-label="A">{json(left)}</td>
                <td data-label="B">{json(right)}</td>
                <td />
              </tr>
            ))}
          </SideBySide>
        )}
      </section>
      <section className="stack" aria-labelledby="figures">
        <h2 id="figures">Figures</h2>
        <SideBySide first="Figure" a={a} b={b} last="B against A">
          {figures.map((figure) => (
            <tr key={figure.name}>
              <th scope="row">{nameOf(figure)}</th>
              <td data-label="A">
                <Value name={figure.name} unit={figure.unit} value={figure.a} />
              </td>
              <td data-label="B">
                <Value name={figure.name} unit={figure.unit} value={figure.b} />
              </td>
              <td data-label="B against A">{change(figure)}</td>
            </tr>
          ))}
        </SideBySide>
      </section>
    </>
  );
}

interface SideBySideProps {
  readonly first: string;
  readonly a: Job;
  readonly b: Job;
  readonly last?: string;
  readonly children: ReactNode;
}

function SideBySide({ first, a, b, last = '', children }: SideBySideProps) {
  return (
    <div className="scroll">
      <table className="cards compare">
        <thead>
          <tr>
            <th scope="col">{first}</th>
            <th scope="col">
              A: <JobLink job={a} />
            </th>
            <th scope="col">
              B: <JobLink job={b} />
            </th>
            {last === '' ? <td /> : <th scope="col">{last}</th>}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

const JobLink = ({ job }: { readonly job: Job }) => <Link href={`/jobs/${job.id}`}>{titleOf(job, 30)}</Link>;

const isVerdict = (value: unknown): value is Verdict => value === 'pass' || value === 'fail' || value === 'not_evaluated';

function Value({ name, unit, value }: { readonly name: string; readonly unit: string; readonly value: unknown }) {
  return name === 'verdict' && isVerdict(value) ? <VerdictBadge verdict={value} /> : visible(showFigure(value, unit), 400);
}

const json = (value: unknown) => <code>{visible(JSON.stringify(value) ?? '–', 200)}</code>;
