import { feedbackRequest } from '../../../workflows/feedback-request';

export const journeys = [feedbackRequest];
