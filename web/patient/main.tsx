// The page of those who are no clinicians.
import { render } from 'preact';
import { Boundary } from '../shared/components/Boundary';
import { language, speak } from '../shared/i18n';
import { MeScreen } from './MeScreen';
import '../shared/fonts.css';
import '../shared/designsystem.css';
import '../shared/tokens.css';
import '../shared/base.css';
import '../shared/frame.css';

const place = document.getElementById('app');
await speak(language.value);
if (place !== null) {
  render(
    <Boundary>
      <MeScreen />
    </Boundary>,
    place,
  );
}
