// What went wrong, in words for the one who was acting.
import { Problem, Unreachable } from './http';
import { t } from './i18n';

export function wordsFor(error: unknown): string {
  if (error instanceof Unreachable) return t('error.unreachable');
  if (error instanceof Problem) {
    if (error.status === 401) return t('error.signed_out');
    return t('error.refused', { why: error.detail === '' ? error.status : error.detail });
  }
  return t('error.unexpected');
}
