import { Icon } from '../../../shared/components/Icon';
import { moment } from '../../../shared/format';
import { t, tn } from '../../../shared/i18n';
import { now } from '../../../shared/now';
import { openNext, settle, takeOrRelease } from '../acts';
import { toggleOutcome, type Desk, type OpenCase } from '../desk';
import { Key } from '../Key';
import { NoticeLine } from '../NoticeLine';
import { shortcutsOn } from '../../frame/keys';
import { digitOf, hasCase, isPlainGreen, isQuiet, mayHandle, offeredFor } from '../outcomes';
import { missingWords } from '../reasons';
import { Clears } from './MissingForm';
import { SeenToo } from './SeenToo';
import { Started } from './Started';
import { showsTask, TaskFoot } from './TaskFoot';
import { CONTACT_KINDS } from './types';

interface Properties {
  readonly desk: Desk;
  readonly open: OpenCase;
}

/** Who has the case, and the way to take or give it back. */
function Keeper({ desk, open }: Properties) {
  const by = open.item.takenBy;
  const act = by === null ? 'act.take' : by.mine ? 'act.release' : 'act.take_over';
  const time = by === null ? '' : moment(by.since, now.value);
  const says = by?.mine === true ? 'taken.by_you_at' : 'taken.by_at';
  return (
    <p class="keeper push">
      {by !== null && <Icon name="user" />}
      {by !== null && <span>{t(says, { name: by.name, time })}</span>}
      <button class="textlink" type="button" onClick={() => takeOrRelease(desk, open.item)}>
        {t(act)}
      </button>
    </p>
  );
}

/** What was done: as many as are true, by press or by number. */
function Choices({ desk, open }: Properties) {
  const { outcomes } = desk.drafts.of(open.key);
  return (
    <fieldset class="choices">
      <legend class="sr">{t('outcome.choose')}</legend>
      {offeredFor(open.item).map((outcome, at) => (
        <label key={outcome}>
          <input
            type="checkbox"
            name="outcome"
            value={outcome}
            checked={outcomes.includes(outcome)}
            data-landing={at === 0 ? '' : undefined}
            onChange={() => toggleOutcome(desk, open.key, outcome)}
          />
          <Key>{digitOf(outcome)}</Key>
          {t(`outcome.${outcome}`)}
        </label>
      ))}
    </fieldset>
  );
}

/** How one was in touch with the patient, if one was. */
function Way({ desk, open }: Properties) {
  const { way } = desk.drafts.of(open.key);
  const choose = (chosen: string): void => {
    const kind = CONTACT_KINDS.find((one) => one === chosen) ?? null;
    desk.drafts.change(open.key, { way: kind });
  };
  return (
    <>
      <label class="sr" for="way">
        {t('way.label')}
      </label>
      <select class="ds-input way" id="way" value={way ?? ''} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{t(isQuiet(open.item) && open.item.missing ? 'late.way' : 'way.none')}</option>
        {CONTACT_KINDS.map((one) => (
          <option key={one} value={one}>
            {t(`way.${one}`)}
          </option>
        ))}
      </select>
    </>
  );
}

/** The words that go along with what is pressed. */
function Note({ desk, open }: Properties) {
  return (
    <>
      <label class="sr" for="note">
        {t('outcome.note')}
      </label>
      <input
        class="ds-input"
        id="note"
        autocomplete="off"
        placeholder={t('outcome.note_here')}
        value={desk.drafts.of(open.key).note}
        onInput={(event) => desk.drafts.change(open.key, { note: event.currentTarget.value })}
      />
    </>
  );
}

/** The note and the one big button, which is primary only when pressing it would go through. */
function Save({ desk, open }: Properties) {
  const draft = desk.drafts.of(open.key);
  const green = isPlainGreen(open.item);
  const ready = green || draft.outcomes.length > 0;
  return (
    <div class="save">
      <Way desk={desk} open={open} />
      <Note desk={desk} open={open} />
      <button
        class="ds-button"
        type="submit"
        data-variant={ready ? undefined : 'secondary'}
        data-landing={green ? '' : undefined}
        aria-busy={desk.busy.value}
      >
        {t(green ? 'outcome.seen_and_next' : 'outcome.save_and_next')}
      </button>
    </div>
  );
}

/** Nothing is to be closed: why, and on to the next. */
function OnlyNext({ desk, says }: { readonly desk: Desk; readonly says: string }) {
  return (
    <div class="save">
      <p class="push-start">{t(says)}</p>
      <button class="ds-button" type="button" data-landing="" onClick={() => openNext(desk)}>
        {t('outcome.next')} {shortcutsOn.value && <Key>n</Key>}
      </button>
    </div>
  );
}

/** The foot of a case that is there because nothing came: each outcome by one press, the note and the way with it. */
function MissingFoot({ desk, open }: Properties) {
  const { item } = open;
  return (
    <section class="outcome" aria-labelledby="h-outcome">
      <div class="h-row">
        <h3 id="h-outcome">{missingWords(item)}</h3>
        <SeenToo desk={desk} open={open} />
        <Keeper desk={desk} open={open} />
      </div>
      <Clears desk={desk} item={item} keys={true} />
      <NoticeLine notice={desk.panelNotice.value} dismiss={() => (desk.panelNotice.value = null)} />
      <div class="save">
        <Way desk={desk} open={open} />
        <Note desk={desk} open={open} />
        <button class="ds-button" data-variant="tertiary" type="button" onClick={() => openNext(desk)}>
          {t('outcome.next')} {shortcutsOn.value && <Key>n</Key>}
        </button>
      </div>
    </section>
  );
}

/** The foot of the panel: what came of it, a note, and on to the next. */
export function OutcomeForm({ desk, open }: Properties) {
  const handles = mayHandle();
  const { item } = open;
  if (handles && item.missing && isQuiet(item)) return <MissingFoot desk={desk} open={open} />;
  if (desk.tasks.value !== null && showsTask(item)) return <TaskFoot desk={desk} open={open} />;
  const settles = handles && hasCase(item);
  const judged = settles && !isPlainGreen(item);
  const submit = (event: Event): void => {
    event.preventDefault();
    settle(desk);
  };
  return (
    <form class="outcome" aria-labelledby="h-outcome" onSubmit={submit}>
      <div class="h-row">
        <h3 id="h-outcome">{t('outcome.title')}</h3>
        {handles && <Keeper desk={desk} open={open} />}
      </div>
      {judged && <Choices desk={desk} open={open} />}
      {judged && <Started desk={desk} open={open} />}
      <NoticeLine
        notice={desk.panelNotice.value}
        dismiss={() => (desk.panelNotice.value = null)}
      />
      {settles && item.unread > 0 && <p class="soft">{tn('mail.stays', item.unread)}</p>}
      {settles ? (
        <Save desk={desk} open={open} />
      ) : (
        <OnlyNext desk={desk} says={handles ? 'outcome.nothing' : 'outcome.not_yours'} />
      )}
    </form>
  );
}
