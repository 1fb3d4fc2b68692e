// Where an enrolment may go, in words. The server holds the rules; these are what is offered.
import { t } from '../../../shared/i18n';
import type { RecordEnrolment } from '../shapes';

const WAYS: Readonly<Record<string, readonly string[]>> = {
  referred: ['assessing', 'rejected'],
  assessing: ['granted', 'rejected'],
  granted: ['trial', 'closed'],
  trial: ['active', 'paused', 'closing'],
  active: ['paused', 'closing'],
  // And back to where it came from.
  paused: ['closing'],
  closing: ['active', 'closed'],
};

export function waysOf({ state, pausedFrom }: RecordEnrolment): readonly string[] {
  const ways = WAYS[state] ?? [];
  return state === 'paused' && pausedFrom ? [pausedFrom, ...ways] : ways;
}

const STATE_WORDS: Readonly<Record<string, () => string>> = {
  referred: () => t('record.state_referred'),
  assessing: () => t('record.state_assessing'),
  granted: () => t('record.state_granted'),
  trial: () => t('record.state_trial'),
  active: () => t('record.state_active'),
  paused: () => t('record.state_paused'),
  closing: () => t('record.state_closing'),
  closed: () => t('record.state_closed'),
  rejected: () => t('record.state_rejected'),
};
export const STATES = Object.keys(STATE_WORDS);
export const stateWords = (state: string): string => STATE_WORDS[state]?.() ?? state;

const WAY_WORDS: Readonly<Record<string, () => string>> = {
  assessing: () => t('record.way_assessing'),
  granted: () => t('record.way_granted'),
  rejected: () => t('record.way_rejected'),
  trial: () => t('record.way_trial'),
  active: () => t('record.way_active'),
  paused: () => t('record.way_paused'),
  closing: () => t('record.way_closing'),
  closed: () => t('record.way_closed'),
};
const WAY_WHY: Readonly<Record<string, () => string>> = {
  assessing: () => t('record.why_assessing'),
  granted: () => t('record.why_granted'),
  rejected: () => t('record.why_rejected'),
  trial: () => t('record.why_trial'),
  active: () => t('record.why_active'),
  paused: () => t('record.why_paused'),
  closing: () => t('record.why_closing'),
  closed: () => t('record.why_closed'),
};

export const wayWords = (from: string, to: string): string => {
  if (from === 'paused' && to === 'active') return t('record.way_resume_active');
  if (from === 'paused' && to === 'trial') return t('record.way_resume_trial');
  return WAY_WORDS[to]?.() ?? to;
};
export const wayWhy = (to: string): string => WAY_WHY[to]?.() ?? '';
