import { useSyncExternalStore } from 'react';

/** JupyterLab marks the body once the style sheet of a theme is in force. */
const ATTRIBUTES = ['data-jp-theme-light', 'data-jp-theme-name'];

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ATTRIBUTES });
  return () => observer.disconnect();
}

/** The name of the theme, to redraw what CSS cannot reach (canvases). */
export function useThemeName(): string {
  return useSyncExternalStore(subscribe, () => ATTRIBUTES.map(name => document.body.getAttribute(name)).join());
}

export function useColorMode(): 'light' | 'dark' {
  return useSyncExternalStore(subscribe, () =>
    document.body.getAttribute('data-jp-theme-light') === 'false' ? 'dark' : 'light'
  );
}
