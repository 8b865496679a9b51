import { theme, themes, useTheme } from './theme.ts';

const names = { auto: 'System', light: 'Light', dark: 'Dark' } as const;

export function ThemeSwitch() {
  const current = useTheme();
  return (
    <label className="theme">
      <span className="unseen">Colours</span>
      <select value={current} onChange={(event) => theme.set(themes.find((name) => name === event.target.value) ?? 'auto')}>
        {themes.map((name) => (
          <option key={name} value={name}>
            {names[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
