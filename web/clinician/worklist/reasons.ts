// Why a row is where it is, in the two lines that it has.
import type { Enrolment, WorklistItem } from '../../shared/api';
import { t, tn } from '../../shared/i18n';

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)];

/** "KOLS · Nesvik" */
export function belongsTo(enrolments: readonly Enrolment[]): string {
  const programmes = unique(enrolments.map((one) => one.programmeName)).join(', ');
  const places = unique(enrolments.map((one) => one.municipality.name)).join(', ');
  return [programmes, places].filter((part) => part !== '').join(' · ');
}

/** What else wants a look, in words. */
function besides(item: WorklistItem): readonly string[] {
  return [
    item.missing ? t('why.missing') : '',
    item.unread > 0 ? tn('why.unread', item.unread) : '',
    item.tasks > 0 ? tn('why.tasks', item.tasks) : '',
  ].filter((words) => words !== '');
}

/** The worst reason, and the next ones after it. */
export function reasonLines(item: WorklistItem): readonly [string, string] {
  const given = item.reasons.map((reason) => reason.text);
  const judged = item.zone === 'red' || item.zone === 'yellow' || item.unconfirmed;
  const lines = judged ? [...given, ...besides(item)] : [...besides(item), ...given];
  const usual = item.zone === 'green' ? t('why.green') : '';
  const [worst = usual, ...rest] = lines;
  return [worst, rest.join(' · ')];
}
