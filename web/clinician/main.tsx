// The clinician's application: the work list at /, the log-in at /login.
import { render } from 'preact';
import { Boundary } from '../shared/components/Boundary';
import { language, offer, speak, WHOLE } from '../shared/i18n';
import { askAhead } from '../shared/session';
import { App } from './App';
import { firstPaths } from './worklist/worklist';
import '../shared/fonts.css';
import '../shared/designsystem.css';
import '../shared/tokens.css';
import '../shared/base.css';
import '../shared/frame.css';

const place = document.getElementById('app');
// Patients log in at the same door: there every language is offered.
if (!location.pathname.startsWith('/login')) offer(WHOLE);
if (location.pathname === '/') askAhead(firstPaths(location.search));
await speak(language.value);
if (place !== null) {
  render(
    <Boundary>
      <App />
    </Boundary>,
    place,
  );
}
