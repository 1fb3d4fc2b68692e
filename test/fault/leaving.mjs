// What must not be left behind when the tests are interrupted: processes, mounts, a database that stands still.

const undone = new Set();

/** Runs `undo` when this process ends, unless the function that it gives was called before. */
export function onLeaving(undo) {
  undone.add(undo);
  return () => undone.delete(undo);
}

process.once('exit', () => {
  for (const undo of [...undone].reverse()) {
    try {
      undo();
    } catch (error) {
      console.error(`left behind: ${error.message}`);
    }
  }
});
