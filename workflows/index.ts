import type { AnyDefinition } from '../engine';
import { feedbackRequest } from './feedback-request';
import { followUp } from './follow-up';
import { welcome } from './welcome';
import { winBack } from './win-back';

/** Every journey of this release. */
export const journeys: readonly AnyDefinition[] = [welcome, followUp, feedbackRequest, winBack];
