import { UUID } from '@lumino/coreutils';

/** An id for a note or a group that nobody else has. */
export function newId(): string {
  return UUID.uuid4().slice(0, 8);
}
