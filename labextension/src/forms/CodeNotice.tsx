import { LockIcon } from '../editor/icons';
import type { CodeState, GraphNode } from '../protocol/generated';
import { useNodeState, useView } from '../view/context';

/** The code of a node that nobody has trusted, to be read before it may run. */
export function CodeNotice({ node }: { node: GraphNode }): JSX.Element | null {
  const { store, link } = useView();
  const { code } = useNodeState(store, node.id);
  if (!code || code.trusted) {
    return null;
  }
  if (code.problem) {
    return (
      <section className="uzo-trust" aria-label="Code of the node" role="note">
        <p>
          <LockIcon /> {code.problem}
        </p>
      </section>
    );
  }
  return (
    <section className="uzo-trust" aria-label="Code of the node" data-digest={code.digest}>
      <p>
        <LockIcon />
        <span>
          <b>Nobody has trusted this code yet.</b> It can do whatever you can do on this computer, so it runs only when
          you have read it and trust it.
        </span>
      </p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
      <pre tabIndex={0}>{readable(code.text)}</pre>
      <footer>
        <code title={code.digest}>{shortDigest(code)}</code>
        <button
          type="button"
          className="uzo-button"
          onClick={() => link?.send({ kind: 'trust-code', node: node.id, digest: code.digest })}
        >
          Trust this code
        </button>
      </footer>
    </section>
  );
}

/** Enough to compare with what somebody tells on the telephone. */
export function shortDigest({ digest }: Pick<CodeState, 'digest'>): string {
  const [kind, digits] = digest.split(':');
  return digits && digits.length > 12 ? `${kind}:${digits.slice(0, 12)}…` : digest;
}

/** Control characters that nobody sees, or that show a line in another order than Python reads it. */
// oxlint-disable-next-line no-control-regex -- those are meant
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** The text with such characters told by their numbers. */
export function readable(text: string): string {
  return text.replace(UNSEEN, character => `‹U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`);
}
