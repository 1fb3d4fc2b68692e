import { Icon } from '../../shared/components/Icon';
import { t } from '../../shared/i18n';
import type { Contact } from '../api';
import { phone, phoneLink } from '../words';

/** What everybody in Norway can call, for when the service's own are not known. */
const ALWAYS: readonly (Omit<Contact, 'name'> & { readonly key: string })[] = [
  { kind: 'out_of_hours', key: 'contact.out_of_hours', phone: '116117' },
  { kind: 'emergency', key: 'contact.emergency', phone: '113' },
];
export const always = (): readonly Contact[] => ALWAYS.map(({ key, ...one }) => ({ ...one, name: t(key) }));

const WHEN: Readonly<Record<Exclude<Contact['kind'], 'service'>, string>> = {
  out_of_hours: 'me.call_out_of_hours',
  emergency: 'me.call_emergency',
};

/** Whom to call, in the order given. */
export function Calls({ contacts }: { readonly contacts: readonly Contact[] }) {
  return (
    <ul class="calls">
      {contacts.map((one) => (
        <li key={one.phone}>
          <a href={phoneLink(one.phone)}>
            <span>
              {one.kind === 'service' ? t('me.call_us') : one.name}
              <small>{one.kind === 'service' ? one.name : t(WHEN[one.kind])}</small>
            </span>
            <b>
              <bdi dir="ltr">{phone(one.phone)}</bdi>
              <Icon name="phone" />
            </b>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The one to call now, as the one big button. */
export function CallNow({ contact }: { readonly contact: Contact }) {
  return (
    <a class="ds-button go call-now" href={phoneLink(contact.phone)}>
      <Icon name="phone" />
      <span>
        {contact.kind === 'service' ? t('me.call') : t('me.call_name', { name: contact.name })} <bdi dir="ltr">{phone(contact.phone)}</bdi>
      </span>
    </a>
  );
}
