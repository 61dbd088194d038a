import { followUp } from '../../../workflows/follow-up';

export const journeys = [followUp];
