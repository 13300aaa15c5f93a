import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['tests/**/*.test.{ts,tsx}'], environment: 'node', env: { TZ: 'UTC' } },
  // Some of JupyterLab's packages import their styles.
  resolve: { conditions: ['browser', 'module', 'import'] }
});
