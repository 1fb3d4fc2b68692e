import { language, t, tn } from '../../../../shared/i18n';
import type { TrialParameter } from './shapes';

const listed = (words: readonly string[]): string =>
  new Intl.ListFormat(language.value, { type: 'conjunction' }).format(words);

/** Why an own level is recommended for a parameter, or not. */
export function whyWords(of: TrialParameter): string {
  switch (of.why) {
    case 'leads':
      return t('workshop.why_leads');
    case 'standard_alarmed':
      return tn('workshop.why_alarmed', of.standardDays);
    case 'standard_quiet':
      return of.standardDays === 0 ? t('workshop.why_silent') : tn('workshop.why_quiet', of.standardDays);
    case 'uncertain':
      return t('workshop.why_uncertain');
    case 'none':
      return t('workshop.why_none');
  }
}

/** Which proposals are recommended, and in one sentence why the others are not. */
export function Advice({ proposals }: { readonly proposals: readonly TrialParameter[] }) {
  const names = (recommended: boolean): readonly string[] =>
    proposals.filter((one) => one.quality !== 'none' && one.recommended === recommended).map((one) => one.name);
  const [taken, left] = [names(true), names(false)];
  if (taken.length + left.length === 0) return null;
  return (
    <p class="advice">
      {taken.length > 0 ? t('workshop.recommended', { names: listed(taken) }) : t('workshop.recommended_none')}
      {left.length > 0 && ` ${t('workshop.left', { names: listed(left) })}`}
    </p>
  );
}
