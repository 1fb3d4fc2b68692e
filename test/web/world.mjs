// Cases of the tests' own making, in the demo world: each on a patient that no other test uses.
import assert from 'node:assert/strict';
import { api, saturation } from './lib.mjs';

/** The row of a patient. */
export const rowOf = (page, patient) => page.locator(`[data-row^="${patient.id} "]`);

/** Fresh green patients with COPD on the nurse's list, each with a token to report by. */
export function createWorld(server) {
  const nurse = server.token('nurse');
  let next = 1;

  async function freshPatient() {
    for (; next <= 80; next += 1) {
      const token = server.token(`patient${next}`);
      const id = (await api(server, token, '/api/me')).body.patient;
      const row = await api(server, nurse, `/api/worklist/${id}`);
      if (row.status !== 200 || row.body.zone !== 'green' || row.body.takenBy !== null) continue;
      const limit = await redLimit(id);
      if (limit === null) continue;
      next += 1;
      return { id, token, limit, name: row.body.patient.name };
    }
    throw new Error('no patient is left for the tests');
  }

  async function redLimit(id) {
    const { body } = await api(server, nurse, `/api/patients/${id}`);
    const limit = body.enrolments
      .flatMap((enrolment) => enrolment.limits)
      .find((one) => one.parameter === 'spo2' && one.zone === 'red' && one.side === 'low');
    return limit === undefined ? null : limit.value;
  }

  const report = async (patient, value) => {
    const answer = await api(server, patient.token, '/fhir/Observation', {
      method: 'POST',
      body: saturation(patient.id, value),
      headers: { 'Content-Type': 'application/fhir+json' },
    });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
  };

  return {
    nurse,
    freshPatient,
    report,
    row: async (patient) => (await api(server, nurse, `/api/worklist/${patient.id}`)).body,
    detail: async (patient) => (await api(server, nurse, `/api/patients/${patient.id}`)).body,
    /** Closes all that one has, so that the list is empty. */
    clear: async (login) => {
      const token = server.token(login);
      const { body } = await api(server, token, '/api/worklist?limit=500');
      for (const item of body.items) {
        const answer = await api(server, token, `/api/worklist/${item.patient.id}/acknowledge`, {
          method: 'POST',
          body: { version: item.version, outcomes: ['guided_by_plan'] },
          headers: { 'Idempotency-Key': `clear-${item.patient.id}` },
        });
        assert.equal(answer.status, 200);
      }
    },
    /**
     * Opens the case by mouse once its row stands where the server has it: when a row moves between press and release,
     * no click comes of them.
     */
    open: async (page, patient) => {
      const { zone } = (await api(server, nurse, `/api/worklist/${patient.id}`)).body;
      await rowOf(page, patient).and(page.locator(`[data-zone="${zone}"]`)).locator('.who').click();
    },
    /** A new red case. */
    redCase: async () => {
      const patient = await freshPatient();
      await report(patient, patient.limit - 1);
      return patient;
    },
  };
}
