import './secret.css';

/** A secret in full, selected whole by a click. */
export const Secret = ({ text }: { readonly text: string }) => <code className="secret">{text}</code>;
