import { t } from '../../shared/i18n';
import { goInstead } from '../place';
import { draft, today } from '../state';
import { several, whose } from './whose';

/** On top of every screen of another's day: whose it is, and whom the words and questions mean. */
export function WhoseDay() {
  const { value: one } = whose;
  if (one === null) return null;
  const given = today.value?.patient.given ?? one.name;
  return <aside class="whose">{t('me.kin_whose', { name: one.name, given })}</aside>;
}

/** That one only sees it, where the patient has not let one report. */
export function OnlySees() {
  const day = today.value;
  return day === null || day.mayReport ? null : <p class="calm">{t('me.kin_only_sees', { name: day.patient.given })}</p>;
}

/** Back to choose another, once what was begun for this one is sent or thrown away. */
export function ChooseOther() {
  if (!several.value || draft.value !== null) return null;
  const choose = (): void => {
    whose.value = null;
    goInstead({ screen: 'today' });
  };
  return (
    <button class="quietly" type="button" onClick={choose}>
      {t('me.kin_other')}
    </button>
  );
}
