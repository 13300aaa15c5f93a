import { useStore } from '@xyflow/react';

/** How much larger a part of the drawing must be made to be as large as elsewhere; what is near is large enough. */
export function useScale(): number {
  return useStore(({ transform: [, , zoom] }) => Math.max(1, 1 / zoom));
}
