import { useSignal } from '@preact/signals';
import { t, tn } from '../../../shared/i18n';
import { waitingActions } from '../../tasks/book';
import type { StartedAction } from '../../tasks/shapes';
import { waitingWords } from '../../tasks/words';
import type { Started as Line } from '../drafts';
import type { Desk, OpenCase } from '../desk';

interface Properties {
  readonly desk: Desk;
  readonly open: OpenCase;
}

interface LineProperties extends Properties {
  readonly text: string;
  readonly days: number;
  readonly id: string;
}

const FEWEST = 1;
const MOST = 90;
const USUAL = 3;

const linesOf = ({ desk, open }: Properties): readonly Line[] => desk.drafts.of(open.key).actions;
const keep = ({ desk, open }: Properties, actions: readonly Line[]): void => desk.drafts.change(open.key, { actions });

/** In how many days one asks whether it helped. */
function Days({ desk, open, text, days, id }: LineProperties) {
  const change = (typed: string): void => {
    const n = Math.min(MOST, Math.max(FEWEST, Math.round(Number(typed)) || FEWEST));
    keep({ desk, open }, linesOf({ desk, open }).map((one) => (one.text === text ? { ...one, checkInDays: n } : one)));
  };
  return (
    <label class="started-days" for={`${id}-days`}>
      {t('started.ask_in')}
      <input
        class="ds-input"
        id={`${id}-days`}
        type="number"
        min={FEWEST}
        max={MOST}
        value={days}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {tn('started.days', days)}
      <span class="sr">: {text}</span>
    </label>
  );
}

const waitingOf = (desk: Desk): readonly StartedAction[] => (desk.tasks.value === null ? [] : waitingActions(desk.tasks.value));

/** One line of the zone's words: ticked when it was started. */
function Offered({ desk, open, text, days, id }: LineProperties) {
  const lines = linesOf({ desk, open });
  const told = lines.find((one) => one.text === text);
  const flip = (): void =>
    keep({ desk, open }, told === undefined ? [...lines, { text, checkInDays: days }] : lines.filter((one) => one !== told));
  return (
    <li>
      <label class="tick" for={id}>
        <input class="ds-input" type="checkbox" id={id} checked={told !== undefined} onChange={flip} />
        {text}
      </label>
      {told !== undefined && <Days desk={desk} open={open} text={text} days={told.checkInDays} id={id} />}
    </li>
  );
}

/** Treatment in one's own words. */
function Own({ desk, open, days }: Omit<LineProperties, 'text' | 'id'>) {
  const typed = useSignal('');
  const before = waitingOf(desk).find((one) => one.text === typed.value.trim());
  const add = (): void => {
    const text = typed.value.trim();
    const lines = linesOf({ desk, open });
    if (text === '' || before !== undefined || lines.some((one) => one.text === text)) return;
    keep({ desk, open }, [...lines, { text, checkInDays: days }]);
    typed.value = '';
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    add();
  };
  return (
    <div class="started-own">
      <label class="sr" for="started-own">
        {t('started.own')}
      </label>
      <input
        class="ds-input"
        id="started-own"
        autocomplete="off"
        maxLength={300}
        placeholder={t('started.own')}
        value={typed.value}
        onInput={(event) => (typed.value = event.currentTarget.value)}
        onKeyDown={onKey}
        onBlur={add}
        aria-describedby={before === undefined ? undefined : 'started-before'}
      />
      <p id="started-before" role="status">
        {before !== undefined && waitingWords(before)}
      </p>
    </div>
  );
}

/** Which treatment of the plan was started now, and when to ask whether it helped. */
export function Started({ desk, open }: Properties) {
  const lines = linesOf({ desk, open });
  const shown = useSignal(lines.length > 0);
  const offered = (desk.tasks.value?.choices.value ?? []).filter((one) => one.zone === open.item.zone);
  const usual = offered[0]?.checkInDays ?? USUAL;
  const waiting = waitingOf(desk).filter((one) => offered.some(({ text }) => text === one.text));
  const free = offered.filter(({ text }) => !waiting.some((one) => one.text === text));
  const texts = [...new Map(free.map((one) => [one.text, one.checkInDays] as const))];
  const own = lines.filter((line) => !texts.some(([text]) => text === line.text));
  const all = [...texts, ...own.map((line) => [line.text, line.checkInDays] as const)];
  return (
    <details class="started" open={shown.value} onToggle={(event) => (shown.value = event.currentTarget.open)}>
      <summary>{lines.length === 0 ? t('started.title') : tn('started.some', lines.length)}</summary>
      {shown.value && (
        <>
          <ul aria-label={t('started.title')}>
            {waiting.map((one) => (
              <li key={one.id} class="soft">
                {waitingWords(one)}
              </li>
            ))}
            {all.map(([text, days], at) => (
              <Offered key={text} desk={desk} open={open} text={text} days={days} id={`started-${String(at)}`} />
            ))}
          </ul>
          <Own desk={desk} open={open} days={usual} />
        </>
      )}
    </details>
  );
}
