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
          <b>This code was not written here.</b> It can do whatever you can do on this computer. It runs only when you
          have read it and trust it.
        </span>
      </p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
      <pre tabIndex={0}>{code.text}</pre>
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
