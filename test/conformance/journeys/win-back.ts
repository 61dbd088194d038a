import { winBack } from '../../../workflows/win-back';

export const journeys = [winBack];
