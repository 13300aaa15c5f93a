import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Graph, StaticView, ViewMessage } from '../src/protocol/generated';

const FOLDER = join(import.meta.dirname, '../../tests/golden/wire');

/** Values as Python writes them. */
export function golden<T = unknown>(name: string): T {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf-8')) as T;
}

export const goldenNames = readdirSync(FOLDER)
  .filter(name => name.endsWith('.json'))
  .map(name => name.replace('.json', ''));

export const graph = () => golden<Graph>('graph');
export const staticView = () => golden<StaticView>('static-view');
export const message = <K extends ViewMessage['kind']>(kind: K) => golden<Extract<ViewMessage, { kind: K }>>(kind);
