import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { wordsFor } from '../../../shared/words';
import { readAnew, type Desk, type OpenCase } from '../desk';
import { ChangedBanner } from './ChangedBanner';
import { Contacts } from './Contacts';
import { EarlierReports } from './EarlierReports';
import { LastReport } from './LastReport';
import { Limits } from './Limits';
import { Messages } from './Messages';
import { OutcomeForm } from './OutcomeForm';
import { PanelHead } from './PanelHead';
import { Verdict } from './Verdict';
import './panel.css';

/** Below this the panel lies over the list, which then must not be reached. */
const NARROW = '(max-width: 68rem)';

interface Properties {
  readonly desk: Desk;
  readonly open: OpenCase;
}

/** While the panel covers the list, the list and the bar are out of reach. */
function useCover(): void {
  useLayoutEffect(() => {
    const narrow = matchMedia(NARROW);
    const covered = () => document.querySelectorAll<HTMLElement>('.list, .top');
    const cover = (): void => covered().forEach((one) => (one.inert = narrow.matches));
    cover();
    narrow.addEventListener('change', cover);
    return () => {
      narrow.removeEventListener('change', cover);
      covered().forEach((one) => (one.inert = false));
    };
  }, []);
}

/** The focus goes where the act that opened the panel wants it, once. */
function useLanding(desk: Desk) {
  const panel = useRef<HTMLElement>(null);
  const landing = desk.landing.value;
  useLayoutEffect(() => {
    if (landing === null) return;
    desk.landing.value = null;
    const act = panel.current?.querySelector<HTMLElement>('[data-landing]');
    const heading = panel.current?.querySelector<HTMLElement>('h2');
    (landing === 'outcome' ? (act ?? heading) : heading)?.focus({ preventScroll: true });
  }, [desk, landing]);
  return panel;
}

function Record({ desk, open }: Properties) {
  const { detail, failure } = open;
  if (failure !== null) {
    return (
      <div class="instead" role="alert">
        <p>{wordsFor(failure)}</p>
        <button class="ds-button" type="button" onClick={() => readAnew(desk)}>
          {t('act.try_again')}
        </button>
      </div>
    );
  }
  return (
    <div class="panel-body" tabIndex={0} role="region" aria-label={t('panel.record')}>
      <div class="col">
        <LastReport detail={detail} />
        <EarlierReports detail={detail} />
      </div>
      <div class="col">
        {desk.mailbox.value !== null && (
          <Messages desk={desk} mailbox={desk.mailbox.value} caseKey={open.key} />
        )}
        <Limits detail={detail} />
        <Contacts detail={detail} />
      </div>
    </div>
  );
}

/** One case beside the list: what happened, what came before, and what comes of it. */
export function Panel({ desk, open }: Properties) {
  useCover();
  const panel = useLanding(desk);
  return (
    <aside class="panel" aria-labelledby="h-case" ref={panel}>
      <PanelHead desk={desk} open={open} />
      <Verdict item={open.item} />
      <ChangedBanner desk={desk} />
      <Record desk={desk} open={open} />
      <OutcomeForm desk={desk} open={open} />
    </aside>
  );
}
