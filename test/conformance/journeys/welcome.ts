import { welcome } from '../../../workflows/welcome';

export const journeys = [welcome];
