// A patient's limits, of all that they are enrolled in.
import type { Limit } from '../../../shared/api';
import type { CaseDetail } from './types';

export const limitsOf = (detail: CaseDetail): readonly Limit[] =>
  detail.enrolments.flatMap((enrolment) => enrolment.limits);
