import { join } from 'node:path';
import { loadJourneys } from '../../preview';

export const FOLDER = join(__dirname, '../../examples/journeys');

/**
 * The journeys of examples/, found as the command line finds them. They are typed against a catalogue that this
 * program does not know, so they come here without their types.
 */
export const { journeys, catalog } = loadJourneys(FOLDER);
