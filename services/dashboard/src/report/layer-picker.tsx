import type { Layer } from '@octet/contracts';
import { layerAnchors, visible } from '@octet/report';

/** Goes to one of the layers by its name, in graph order; a browser finds it by its first letters. */
export function LayerPicker({ layers, onPick }: { readonly layers: readonly Layer[]; readonly onPick: (anchor: string) => void }) {
  const { ofLayer } = layerAnchors(layers);
  const options = layers.flatMap((layer) => {
    const anchor = ofLayer(layer);
    return anchor === undefined ? [] : [{ anchor, text: `${visible(layer.name, 48)} · ${layer.op}` }];
  });
  if (options.length < 2) return null;
  return (
    <label className="field inline report-layer">
      <span>Layer</span>
      <select value="" onChange={(event) => event.target.value !== '' && onPick(event.target.value)}>
        <option value="">Go to…</option>
        {options.map(({ anchor, text }) => (
          <option key={anchor} value={anchor}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
