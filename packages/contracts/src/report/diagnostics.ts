import Type from 'typebox';
import { text } from './quantities.ts';

export const severities = ['info', 'warning', 'error'] as const;

/** A remark on the data or the run. `message` says what and where, `fix` what next. */
export const diagnosticSchema = Type.Object({
  code: text(),
  severity: Type.Enum(severities),
  message: text(),
  fix: Type.Optional(text()),
  evidence: Type.Optional(Type.Record(Type.String(), Type.Number())),
});

export const adviceSchema = Type.Object({
  code: Type.String({ description: 'Stable, for programs: calibrate-on-more, exclude-layers …' }),
  title: Type.String({ description: 'What to do, in a few words.' }),
  because: Type.String({ description: 'The measured facts that lead to it.' }),
  recipe: Type.Optional(Type.Unknown({ description: 'A recipe fragment that does it, where one can.' })),
});
