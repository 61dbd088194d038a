import { join } from 'node:path';
import { feedbackRequest } from '../../workflows/feedback-request';
import { messageRules } from '../workflows-content/message-rules';
import { catalog, FOLDER, journeys } from './sixteen';

messageRules({
  catalog,
  // The shop's catalogue, which this one holds too, has the messages of one more.
  journeys: [...journeys, feedbackRequest],
  folders: ['templates', join(FOLDER, 'templates')],
});
