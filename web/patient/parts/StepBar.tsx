import { t } from '../../shared/i18n';
import { BackButton, HelpButton } from './Bar';

interface Properties {
  /** Which step, from 1. */
  readonly at: number;
  readonly of: number;
}

/** On top of a step: the way back, how far one has come, and help. */
export function StepBar({ at, of }: Properties) {
  const says = t('me.step_of', { at, of });
  return (
    <header class="bar">
      <BackButton />
      <div class="progress">
        <span>{says}</span>
        <progress value={at} max={of} aria-label={says} />
      </div>
      <HelpButton />
    </header>
  );
}
