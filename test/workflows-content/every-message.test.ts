import { catalog } from '../../catalog';
import { journeys } from '../../workflows';
import { messageRules } from './message-rules';

messageRules({ catalog, journeys, folders: ['templates'] });
