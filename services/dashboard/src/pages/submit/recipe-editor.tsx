import type { Fault } from '@octet/contracts';
import { useState } from 'react';
import { readRecipeText, valueAt, withValue, writeRecipe } from './recipe-edits.ts';
import { RecipeField } from './recipe-field.tsx';
import { fieldGroups, rowFields } from './recipe-fields.ts';
import { RecipeRows } from './recipe-rows.tsx';

interface RecipeEditorProps {
  /** The recipe as JSON: what both views show. */
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly faults: readonly Fault[];
}

/** The recipe as a form of its schema, or as the text that it is. Only what differs from the defaults is written. */
export function RecipeEditor({ text, onChange, faults }: RecipeEditorProps) {
  const [view, setView] = useState<'form' | 'json'>('form');
  const recipe = readRecipeText(text);
  const shown = recipe === undefined ? 'json' : view;
  return (
    <section className="card stack" aria-labelledby="recipe-title">
      <div className="page-head">
        <h2 id="recipe-title">Recipe</h2>
        <fieldset className="tabs" aria-label="View of the recipe">
          {(['form', 'json'] as const).map((name) => (
            <button type="button" key={name} aria-pressed={shown === name} disabled={recipe === undefined} onClick={() => setView(name)}>
              {name === 'form' ? 'Form' : 'JSON'}
            </button>
          ))}
        </fieldset>
      </div>
      <p className="hint">The default is the best that Octet knows how to make. Only your changes are sent.</p>
      {shown === 'json' || recipe === undefined ? (
        <label className="field">
          <span>Recipe as JSON</span>
          <textarea
            rows={12}
            spellCheck={false}
            value={text}
            aria-invalid={faults.length > 0}
            onChange={(event) => onChange(event.target.value)}
          />
        </label>
      ) : (
        <RecipeForm recipe={recipe} onChange={onChange} faults={faults} />
      )}
      {faults.length > 0 && (
        <div className="notice bad" role="status">
          <h3>The recipe has {faults.length === 1 ? 'a fault' : `${faults.length} faults`}</h3>
          <ul>
            {faults.map(({ pointer, message }) => (
              <li key={`${pointer} ${message}`}>
                <code>{pointer || '(whole)'}</code> {message}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

interface RecipeFormProps extends Omit<RecipeEditorProps, 'text'> {
  readonly recipe: Readonly<Record<string, unknown>>;
}

function RecipeForm({ recipe, onChange, faults }: RecipeFormProps) {
  const set = (pointer: string) => (value: unknown) => onChange(writeRecipe(withValue(recipe, pointer, value)));
  return (
    <div className="stack">
      {fieldGroups.map(({ title, fields }) => (
        <details key={title} open={title === 'Purpose' || title === 'Gates'}>
          <summary>
            {title}
            {fields.some(({ pointer }) => valueAt(recipe, pointer) !== undefined) && <span className="badge busy">changed</span>}
          </summary>
          <div className="fields">
            {fields.map((field) => (
              <RecipeField
                key={field.pointer}
                field={field}
                value={valueAt(recipe, field.pointer)}
                onChange={set(field.pointer)}
                fault={faults.find(({ pointer }) => pointer === field.pointer)?.message}
              />
            ))}
          </div>
        </details>
      ))}
      {rowFields.map((field) => (
        <RecipeRows
          key={field.pointer}
          field={field}
          value={valueAt(recipe, field.pointer)}
          onChange={set(field.pointer)}
          faults={faults
            .filter(({ pointer }) => pointer.startsWith(`${field.pointer}/`))
            .map(({ pointer, message }) => `${pointer.slice(field.pointer.length)} ${message}`)}
        />
      ))}
    </div>
  );
}
