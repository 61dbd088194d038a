import { openInquiry } from '../../store';
import type { Effect } from './effect';

/** A person of the shop is to get in touch. The row and its event are written with the step. */
export const openInquiryEffect: Effect<{ subject: string }> = {
  within: async ({ tx, run, customer, step }, { subject }) => ({
    status: 'done',
    inquiry: await openInquiry(tx, customer, {
      key: step.key,
      enrollment: run.enrollment,
      subject,
    }),
  }),
};
