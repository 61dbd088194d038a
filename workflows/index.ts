import type { AnyDefinition } from '../engine';
import { welcome } from './welcome';
import { winBack } from './win-back';

/** Every journey of this release. */
export const journeys: readonly AnyDefinition[] = [welcome, winBack];
