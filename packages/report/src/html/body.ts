import type { Report } from '@octet/contracts';
import { html, type Markup } from './markup.ts';
import { accuracySection } from './sections/accuracy.ts';
import { actionsSection } from './sections/actions.ts';
import { activationsSection } from './sections/activations.ts';
import { executionSection } from './sections/execution.ts';
import { latencySection } from './sections/latency.ts';
import { layersSection } from './sections/layers.ts';
import { provenanceSection } from './sections/provenance.ts';
import { remarksSection } from './sections/remarks.ts';
import { sizeSection } from './sections/size.ts';
import { verdictSection } from './sections/verdict.ts';
import { weightsSection } from './sections/weights.ts';

const chapters = [
  ['size', 'Size', sizeSection],
  ['accuracy', 'Accuracy', accuracySection],
  ['latency', 'Latency', latencySection],
  ['execution', 'Integer execution', executionSection],
  ['layers', 'Layers', layersSection],
  ['weights', 'Weights', weightsSection],
  ['activations', 'Activations', activationsSection],
  ['actions', 'What was done', actionsSection],
  ['remarks', 'Data and warnings', remarksSection],
  ['provenance', 'Provenance', provenanceSection],
] as const satisfies readonly (readonly [id: string, title: string, section: (report: Report) => Markup])[];

/** The report itself, without a page around it: the verdict, what to do about it, and a chapter for each kind of finding. */
export const reportBody = (report: Report): Markup => html`${verdictSection(report)}
<nav aria-label="Contents of the report"><ul>${chapters.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
${chapters.map(([, , section]) => section(report))}`;
